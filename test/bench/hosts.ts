/**
 * Ten hosts by the lab against ten by plain `docker run`: same image, capabilities, keys and readiness, in pairs of
 * alternating order. Run by hand: `node test/bench/hosts.ts [light|systemd] [hosts] [pairs] [concurrency]`.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { waitForBanner } from '../../harness/lab/banner.ts';
import { HOST_KINDS, type HostKind } from '../../harness/lab/host-kind.ts';
import type { HostKindName } from '../../harness/lab/host-system.ts';
import { generateKeyPair } from '../../harness/lab/key-pair.ts';
import { type Lab, openLab } from '../../harness/lab/lab.ts';
import { wantedHostKey, wantedLogin } from '../../harness/lab/wanted-file.ts';
import { elapsed } from '../../harness/time/clock.ts';

const [kindName = 'light', hosts = '10', pairs = '7', concurrency] = process.argv.slice(2);
const kind: HostKind = HOST_KINDS[kindName as HostKindName];
const count = Number(hosts);

const docker = async (...args: string[]) => (await promisify(execFile)('docker', args)).stdout.trim();

/** From the call to the last SSH banner, in ms. The hosts are removed off the clock. */
async function byLab(lab: Lab): Promise<number> {
  const since = elapsed();
  const started = await lab.start(count, { kind: kind.name });
  const took = elapsed() - since;
  await Promise.all(started.map((host) => host.stop()));
  return took;
}

/** The keys come as a bind mount: nothing is copied, which is the most that plain `docker run` can save. */
async function byDockerRun(keys: string): Promise<number> {
  const one = async () => {
    const id = await docker(
      ...['run', '-d', '--label', 'io.reapcheck.bench', '-p', '127.0.0.1::22', '-v', `${keys}:/etc/reapcheck:ro`],
      ...['--cgroupns', 'private', ...kind.capabilities.map((name) => `--cap-add=${name}`)],
      ...kind.securityOptions.map((option) => `--security-opt=${option}`),
      ...Object.entries(kind.tmpfs).flatMap(([path, options]) => ['--tmpfs', `${path}:${options}`]),
      kind.image,
    );
    const port = Number((await docker('port', id, '22/tcp')).split(':').at(-1));
    await waitForBanner(port, { withinMs: 60_000 });
    return id;
  };
  const since = elapsed();
  const ids = await Promise.all(Array.from({ length: count }, one));
  const took = elapsed() - since;
  await docker('rm', '-fv', ...ids);
  return took;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return ((sorted[middle] ?? Number.NaN) + (sorted[sorted.length % 2 === 1 ? middle : middle - 1] ?? Number.NaN)) / 2;
}

const keys = mkdtempSync(join(tmpdir(), 'bench-'));
const pair = generateKeyPair('bench');
for (const file of [wantedLogin(pair.publicKey), ...wantedHostKey(pair)]) {
  writeFileSync(join(keys, basename(file.target)), file.content, { mode: file.mode });
}
const say = (text: string) => process.stdout.write(`${text}\n`);
try {
  await using lab = await openLab(concurrency === undefined ? {} : { concurrency: Number(concurrency) });
  await byLab(lab); // both warm
  await byDockerRun(keys);
  const measured: { lab: number; run: number }[] = [];
  for (let index = 0; index < Number(pairs); index += 1) {
    let [labMs, runMs] = [0, 0];
    if (index % 2 === 0) labMs = await byLab(lab);
    runMs = await byDockerRun(keys);
    if (index % 2 === 1) labMs = await byLab(lab);
    measured.push({ lab: labMs, run: runMs });
    say(
      `${index + 1}: lab ${Math.round(labMs)} ms, docker run ${Math.round(runMs)} ms, ratio ${(labMs / runMs).toFixed(2)}`,
    );
  }
  const labMs = median(measured.map((it) => it.lab));
  const runMs = median(measured.map((it) => it.run));
  const ratio = median(measured.map((it) => it.lab / it.run));
  say(
    `${count} ${kind.name} hosts, median of ${measured.length}: lab ${Math.round(labMs)} ms, docker run ${Math.round(runMs)} ms`,
  );
  say(`median ratio of the pairs ${ratio.toFixed(2)}, ratio of the medians ${(labMs / runMs).toFixed(2)}`);
} finally {
  const left = (await docker('ps', '-aq', '--filter', 'label=io.reapcheck.bench')).split('\n').filter(Boolean);
  if (left.length > 0) await docker('rm', '-fv', ...left);
  rmSync(keys, { recursive: true });
}
