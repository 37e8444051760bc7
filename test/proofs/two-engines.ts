/**
 * Whether two engines do together what one does: the same outcomes of a drill, also where one of them dies in the middle of it, and a hundred hosts
 * in no more than 1.5 times what one alone takes for them. The other engine is a second dockerd behind an sshd, in a network of its own.
 * `node test/proofs/two-engines.ts [--preset all] [--hosts 100] [PLAYBOOK]`. Needs root, an engine here with the host images, and ansible-core.
 * Ends with 1 where something is not so.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { connectEngine, type Engine } from '../../harness/lab/engine.ts';
import { engineAddress } from '../../harness/lab/engine-address.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { Workplace } from '../acceptance/reapcheck.ts';
import { startSshServer } from '../acceptance/ssh-server.ts';
import { Claims, endWithTheDrill, nothingIsLeft } from './claims.ts';
import { startSecondEngine } from './second-engine.ts';
import { disagreements } from './theirs.ts';

const MOST_RATIO = 1.5;
const THERE_WITHIN_MS = 60_000;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { preset: { type: 'string', default: 'all' }, hosts: { type: 'string', default: '100' } },
});
const [playbook = 'playbooks/good/parallel-jobs.yml'] = positionals;
const claims = new Claims();

endWithTheDrill();
const folder = mkdtempSync('/var/tmp/two-');
try {
  await using far = await startSecondEngine(folder, [HOST_KINDS.light.image, HOST_KINDS.systemd.image]);
  await using servers = new AsyncDisposableStack();
  const server = servers.use(await startSshServer({ ...far, at: { address: far.address, port: 2222 }, folder }));
  const here = engineAddress();
  if (!here) throw new Error('there is no engine here: npx reapcheck doctor --fix');
  const env = { PATH: `${server.bin}:${process.env.PATH}` };
  const both = ['--engine', here.text, '--engine', server.address];
  const left = async () => [...(await containersOf(await connectEngine())), ...(await containersOf(far.engine))];

  const one = await hostsUp(['--engine', here.text], env);
  const two = await hostsUp(both, env);
  const ratio = two / one;
  claims.said(
    `${values.hosts} hosts over two engines in ${ratio.toFixed(2)} of the time of one`,
    ratio <= MOST_RATIO ? [] : ['too slow'],
  );
  await nothingIsLeft(left);

  const whole = await drill('one engine', ['--engine', here.text], env);
  const spread = await drill('two engines', both, env);
  claims.said(`two engines: the same ${whole.trials.length} outcomes as of one`, disagreements(whole, spread));
  await nothingIsLeft(left);

  const torn = await drill('two engines, of which one dies', both, env, async () => {
    await waitFor(
      async () => {
        const { length } = await containersOf(far.engine);
        return length > 1 ? { done: true, value: length } : { done: false, last: `${length} containers over there` };
      },
      { what: 'hosts on the other engine', withinMs: THERE_WITHIN_MS, everyMs: 200 },
    );
    await far[Symbol.asyncDispose]();
    // It has gone with its engine.
    servers.move();
  });
  claims.said(
    'the share of an engine that dies is run again on the other: the same outcomes',
    disagreements(whole, torn),
  );
  await nothingIsLeft(async () => containersOf(await connectEngine()));
} catch (error) {
  claims.cut(error);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = claims.exitCode;

/** From the command to its end, in ms: by then all are up. */
async function hostsUp(engines: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  using workplace = new Workplace();
  const since = elapsed();
  const { code, stderr } = await workplace.run(['hosts', 'up', values.hosts, ...engines], env);
  const took = elapsed() - since;
  await workplace.run(['hosts', 'down'], env);
  if (code !== 0) throw new Error(`hosts up ${engines.join(' ')}: exit ${code}: ${stderr}`);
  process.stdout.write(`    ${engines.join(' ')}: ${(took / 1000).toFixed(1)} s\n`);
  return took;
}

/** `meanwhile`: begins with the drill, which goes on. */
async function drill(
  what: string,
  engines: readonly string[],
  env: Readonly<Record<string, string>>,
  meanwhile: () => Promise<void> = async () => {},
): Promise<DrillReport> {
  using workplace = new Workplace();
  const since = elapsed();
  const started = workplace.drill([playbook, '--json', '--preset', values.preset, ...engines], env);
  await meanwhile();
  const { code, stdout, stderr } = await started;
  if (!stdout.startsWith('{')) throw new Error(`${what}: no report, exit ${code}: ${stderr}`);
  const report = JSON.parse(stdout) as DrillReport;
  const seconds = ((elapsed() - since) / 1000).toFixed(1);
  const again = stderr.split('\n').filter((line) => line.includes('is run again here'));
  process.stdout.write(
    `    ${what}: ${report.verdict}, exit ${code}, ${report.trials.length} outcomes, ${seconds} s\n`,
  );
  for (const line of again) process.stdout.write(`    ${line}\n`);
  return report;
}

async function containersOf(on: Engine): Promise<string[]> {
  const filters = { label: ['io.reapcheck.session'] };
  return (await on.listContainers({ all: true, filters })).map(({ Names }) => `container ${Names[0]}`);
}
