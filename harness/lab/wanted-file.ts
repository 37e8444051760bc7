import { WANTED_DIR } from './host-kind.ts';
import type { KeyPair } from './key-pair.ts';

/** What a host takes over at its next boot. It outlives reboots, as on a disk. */
export interface WantedFile {
  readonly target: string;
  readonly content: string;
  readonly mode: number;
}

/** Lines of authorized_keys, for root and for `operator`. */
export function wantedLogin(publicKey: string): WantedFile {
  return { target: `${WANTED_DIR}/authorized_keys`, content: `${publicKey}\n`, mode: 0o600 };
}

/** The host's only key. */
export function wantedHostKey({ privateKey, publicKey }: KeyPair): WantedFile[] {
  return [
    { target: `${WANTED_DIR}/ssh_host_ed25519_key`, content: privateKey, mode: 0o600 },
    { target: `${WANTED_DIR}/ssh_host_ed25519_key.pub`, content: `${publicKey}\n`, mode: 0o644 },
  ];
}

/** It boots with the boot id that it had. */
export function wantedSameBootId(): WantedFile {
  return { target: `${WANTED_DIR}/same-boot-id`, content: '', mode: 0o644 };
}

/** Nothing on it hides that it is a container. */
export function wantedContainerLook(): WantedFile {
  return { target: `${WANTED_DIR}/look-container`, content: '', mode: 0o644 };
}

/** Passes before the SSH server starts. */
export function wantedBootDelay(ms: number): WantedFile {
  return { target: `${WANTED_DIR}/boot-delay`, content: `${ms / 1000}\n`, mode: 0o644 };
}
