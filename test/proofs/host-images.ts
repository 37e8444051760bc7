/**
 * Whether each host image is a host: the unmodified reboot module is content with it, and faults strike on it, which the probe proves by job
 * files, processes and boots. `node test/proofs/host-images.ts [--image NAMES] [--ansible VERSION|PATH …] [--kind light]`; images that are not there
 * are made by `doctor --fix --image NAMES`, and without names Debian's are taken. Prints the rows of the table in docs/hosts.md. Ends with 1 where something doesn't hold.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { systemsNamed } from '../../harness/cli/host-system.ts';
import { type HostImage, nameOf } from '../../harness/lab/host-image.ts';
import { HOST_SYSTEMS, SYSTEM_NAMES } from '../../harness/lab/host-system.ts';
import { imagesOf } from '../../harness/lab/images/own-images.ts';
import { openLab } from '../../harness/lab/lab.ts';
import { sshCommand } from '../../harness/lab/ssh-command.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { ansibles } from '../ansibles.ts';

/** One of each kind: the job itself, its process, its file, the host, the link. */
const FAULTS = ['fail', 'kill-runner', 'lose-job-file', 'reboot-host', 'cut-link'];
const DEBIAN = SYSTEM_NAMES.filter((name) => HOST_SYSTEMS[name].recipe.by === 'debian');
const ROOT = new URL('../..', import.meta.url).pathname;
const MAIN = join(ROOT, 'harness/cli/main.ts');

const { values } = parseArgs({
  options: {
    image: { type: 'string', default: DEBIAN.join(',') },
    ansible: { type: 'string', multiple: true },
    kind: { type: 'string' },
  },
});
const cores = values.ansible ?? ansibles('all');
const images = systemsNamed(values.image)
  .flatMap(imagesOf)
  .filter(({ kind }) => kind === (values.kind ?? kind));
const folder = mkdtempSync(join(tmpdir(), 'host-images-'));
try {
  for (const image of images) {
    const versions = await versionsOn(image);
    const held: string[] = [];
    for (const core of cores) {
      const why = (await reboots(image, core)) ?? (await strikes(image, core));
      held.push(`${core ?? 'default'}: ${why ?? 'proven'}`);
      if (why !== undefined) process.exitCode = 1;
    }
    process.stdout.write(`| ${nameOf(image)} | ${[...versions, held.join('; ')].join(' | ')} |\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** As the host itself says: OpenSSH, Python, systemd. */
async function versionsOn({ kind, system }: HostImage): Promise<readonly string[]> {
  await using lab = await openLab({ kind, image: system });
  const [host] = await lab.start(1);
  if (!host) throw new Error('no host was started');
  const ask = async (command: string, pattern: RegExp) => {
    const [ssh = '', ...args] = sshCommand(host.host);
    const { all } = await execa(ssh, [...args, command], { all: true, reject: false });
    return pattern.exec(all)?.[1] ?? '–';
  };
  return [
    await ask('ssh -V', /OpenSSH_([\w.]+)/),
    await ask('python3 --version', /Python ([\d.]+)/),
    await ask('systemctl --version', /systemd (\d+)/),
  ];
}

/** Why not, if it isn't so. */
async function reboots({ kind, system }: HostImage, core: string | undefined): Promise<string | undefined> {
  const file = join(folder, 'scenario.yml');
  const playbook = join(ROOT, 'playbooks/scenarios/reboot.yml');
  const hosts = [{ name: 'host-1', kind, image: system }];
  writeFileSync(
    file,
    stringify({ name: 'reboots', why: 'A host reboots.', playbook, hosts, expect: { play: 'green', reboots: 1 } }),
  );
  const { exitCode, all } = await reapcheck('run', file, ...withCore(core));
  return exitCode === 0 ? undefined : `reboot: ${all}`;
}

async function strikes({ kind, system }: HostImage, core: string | undefined): Promise<string | undefined> {
  const what = ['playbooks/good/single-job.yml', '--faults', FAULTS.join(',')];
  const { stdout, all } = await reapcheck(
    'drill',
    ...what,
    '--image',
    system,
    '--kind',
    kind,
    '--json',
    ...withCore(core),
  );
  if (!stdout.startsWith('{')) return all;
  const { verdict, trials } = JSON.parse(stdout) as DrillReport;
  const others = trials.filter(({ trial, outcome: { kind: ended } }) => {
    return trial.fault !== 'baseline' && ended !== 'surfaced' && ended !== 'unharmed';
  });
  if (verdict === 'pass' && trials.length >= FAULTS.length && others.length === 0) return undefined;
  return `${verdict}: ${others.map(({ trial, outcome }) => `${trial.fault} ${JSON.stringify(outcome)}`).join(', ') || all}`;
}

function withCore(core: string | undefined): readonly string[] {
  return ['--runs', join(folder, 'runs'), ...(core === undefined ? [] : ['--ansible', core])];
}

async function reapcheck(...args: readonly string[]) {
  return await execa(process.execPath, [MAIN, ...args], { cwd: ROOT, all: true, reject: false });
}
