import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import { generateKeyPair } from '../../harness/lab/key-pair.ts';
import { waitForBanner } from './images-banner.ts';

const run = promisify(execFile);
const login = generateKeyPair('inventory login');
const hostKey = generateKeyPair('inventory host');

/** The sudo rights of the user `deploy`, who has no password but this. */
export const SUDO_PASSWORD = 'correct horse';

/** A machine that somebody else has: a container that plain docker starts, without a label of ours and outside of any lab. */
export class InventoryHost implements AsyncDisposable {
  readonly id: string;
  readonly port: number;
  readonly address: string;
  private constructor(id: string, port: number, address: string) {
    this.id = id;
    this.port = port;
    this.address = address;
  }

  static async start(keys: string): Promise<InventoryHost> {
    const { image, capabilities } = HOST_KINDS.light;
    const caps = capabilities.flatMap((one) => ['--cap-add', one]);
    const args = ['run', '-d', '--rm', '-p', '127.0.0.1::22', '-v', `${keys}:/etc/reapcheck:ro`, ...caps, image];
    const { stdout } = await run('docker', args);
    const id = stdout.trim();
    const format =
      '{{(index (index .NetworkSettings.Ports "22/tcp") 0).HostPort}} {{.NetworkSettings.Networks.bridge.IPAddress}}';
    const [port, address] = (await run('docker', ['inspect', '-f', format, id])).stdout.trim().split(' ');
    const host = new InventoryHost(id, Number(port), address as string);
    await waitForBanner(host.port);
    const setUp = `useradd -m -s /bin/bash deploy
      echo 'deploy:${SUDO_PASSWORD}' | chpasswd
      echo 'deploy ALL=(ALL:ALL) ALL' >/etc/sudoers.d/deploy
      install -d -m 700 -o deploy /home/deploy/.ssh
      install -m 600 -o deploy /etc/reapcheck/authorized_keys /home/deploy/.ssh/`;
    await host.sh(setUp);
    return host;
  }

  /** Past SSH, as root. */
  async sh(script: string): Promise<string> {
    return (await run('docker', ['exec', this.id, 'sh', '-ec', script])).stdout;
  }

  /** Every file and folder of the host, with what shows that it was touched: path → size and time. */
  async files(): Promise<ReadonlyMap<string, string>> {
    const out = await this.sh(
      `find / -xdev \\( -path /proc -o -path /sys -o -path /dev -o -path /run \\) -prune -o -printf '%p\\t%y %s %T@\\n'`,
    );
    return new Map(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t') as [string, string]),
    );
  }

  /** Paths of files that are new or have changed since. */
  async touchedSince(before: ReadonlyMap<string, string>): Promise<readonly string[]> {
    return [...(await this.files())].flatMap(([path, state]) => (before.get(path) === state ? [] : [path]));
  }

  /** What its sshd has said. */
  async logs(): Promise<string> {
    const { stdout, stderr } = await run('docker', ['logs', this.id]);
    return stdout + stderr;
  }

  /** Command lines of all processes but kernel's and docker's own. */
  async processes(): Promise<readonly string[]> {
    return (await this.sh('ps -eo args --no-headers')).trim().split('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run('docker', ['rm', '-f', this.id]);
  }
}

/** A folder of a user's: keys, inventory, playbooks; and hosts. All of it goes when the test is over. */
export class Site implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'rs-'));
  readonly hostKey = hostKey.publicKey;
  readonly #keys = join(this.folder, 'host-keys');
  readonly #hosts: InventoryHost[] = [];

  constructor() {
    chmodSync(this.folder, 0o755);
    this.write('host-keys/authorized_keys', `${login.publicKey}\n`);
    this.write('host-keys/ssh_host_ed25519_key', hostKey.privateKey, 0o600);
    this.write('host-keys/ssh_host_ed25519_key.pub', `${hostKey.publicKey}\n`);
    this.write('key', login.privateKey, 0o600);
    this.write('ansible.cfg', '[defaults]\ninterpreter_python = auto_silent\nhost_key_checking = True\n');
    this.trust(hostKey.publicKey);
  }

  /** All hosts have one key, whatever their ports. */
  trust(publicKey: string): void {
    this.write('known_hosts', `* ${publicKey}\n`);
  }

  write(name: string, text: string, mode = 0o644): string {
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
    return path;
  }

  async host(): Promise<InventoryHost> {
    const host = await InventoryHost.start(this.#keys);
    this.#hosts.push(host);
    return host;
  }

  ssh(more = ''): string {
    return `-F /dev/null -o UserKnownHostsFile=${join(this.folder, 'known_hosts')} -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -i ${join(this.folder, 'key')}${more}`;
  }

  /** One line of an INI inventory. */
  line(name: string, host: InventoryHost, vars = 'ansible_user=root'): string {
    return `${name} ansible_host=127.0.0.1 ansible_port=${host.port} ${vars} ansible_ssh_common_args='${this.ssh()}'`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host[Symbol.asyncDispose]()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
