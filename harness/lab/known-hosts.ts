import { renameSync, writeFileSync } from 'node:fs';

/** `[address]:port type key`: a port other than 22 is part of the name (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export function knownHostsLine(address: string, port: number, publicKey: string): string {
  const [type, key] = publicKey.split(' ');
  const name = port === 22 ? address : `[${address}]:${port}`;
  return `${name} ${type} ${key}`;
}

/** A known_hosts file of ours. It holds what we know before a host exists, so nothing is ever trusted on first use. */
export class KnownHosts {
  readonly file: string;
  readonly #lines = new Map<string, string>();

  constructor(file: string) {
    this.file = file;
    this.#write();
  }

  pin(address: string, port: number, publicKey: string): void {
    this.#lines.set(`${address}:${port}`, knownHostsLine(address, port, publicKey));
    this.#write();
  }

  /** A port may be given to another host later, with another key. */
  unpin(address: string, port: number): void {
    if (this.#lines.delete(`${address}:${port}`)) this.#write();
  }

  /** Whole, by rename: an ssh that reads meanwhile sees the old file or the new one, never a half. */
  #write(): void {
    const text = [...this.#lines.values()].map((line) => `${line}\n`).join('');
    writeFileSync(`${this.file}.new`, text, { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}
