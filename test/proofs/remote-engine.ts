/**
 * Whether a drill on an engine elsewhere shows what it shows on the engine here, and leaves nothing on either side when it is killed. The other engine
 * is a second dockerd with a network and a loopback of its own; it is spoken to by ssh, by TLS, and as a Docker context has it.
 * `node test/proofs/remote-engine.ts [--preset all] [--kills 4] [PLAYBOOK]`. Needs root, an engine here with the host images, ansible-core, openssl.
 * Ends with 1 where something is not so.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { pause } from '../../harness/time/clock.ts';
import { Workplace } from '../acceptance/reapcheck.ts';
import { startSshServer } from '../acceptance/ssh-server.ts';
import { Claims, endWithTheDrill, nothingIsLeft } from './claims.ts';
import { type SecondEngine, startSecondEngine } from './second-engine.ts';
import { disagreements } from './theirs.ts';

const OUTAGES = new Set(FAULTS.filter(({ harm }) => harm === 'outage').map(({ name }): string => name));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { preset: { type: 'string', default: 'all' }, kills: { type: 'string', default: '4' } },
});
const [playbook = 'playbooks/good/single-job.yml'] = positionals;
const claims = new Claims();

endWithTheDrill();
const folder = mkdtempSync('/var/tmp/far-');
try {
  const images = [HOST_KINDS.light.image, HOST_KINDS.systemd.image];
  await using far = await startSecondEngine(folder, images);
  await using server = await startSshServer({ ...far, at: { address: far.address, port: 2222 }, folder });
  const ssh = { DOCKER_HOST: server.address, PATH: `${server.bin}:${process.env.PATH}` };
  const tls = { DOCKER_HOST: far.tcp, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: far.certs };
  const context = { DOCKER_CONFIG: contextIn(folder, far), DOCKER_HOST: '' };

  const here = await outcomes('here', {});
  for (const [way, env] of Object.entries({ ssh, tls, context })) {
    const there = await outcomes(way, env);
    await nothingIsLeft(() => leftOf(far));
    claims.said(`${way}: the same ${here.trials.length} outcomes as here`, differences(here, there));
  }
  const systemd = ['--kind', 'systemd', '--faults', 'fail,reboot-host,pause-host,cut-link'];
  claims.said(
    'systemd by ssh: the same as here',
    differences(await outcomes('here', {}, systemd), await outcomes('ssh', ssh, systemd)),
  );
  for (let n = 0; n < Number(values.kills); n++) await kill(far, n % 2 === 0 ? ssh : tls);
  await refused(far, ssh);
} catch (error) {
  claims.cut(error);
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = claims.exitCode;

/** As `docker context create` leaves it. */
function contextIn(below: string, { tcp, certs }: SecondEngine): string {
  const config = join(below, 'docker-config');
  const id = createHash('sha256').update('far').digest('hex');
  const [meta, files] = [join(config, 'contexts/meta', id), join(config, 'contexts/tls', id, 'docker')];
  for (const one of [meta, files]) mkdirSync(one, { recursive: true });
  writeFileSync(join(config, 'config.json'), JSON.stringify({ currentContext: 'far' }));
  const docker = { Host: tcp, SkipTLSVerify: false };
  writeFileSync(join(meta, 'meta.json'), JSON.stringify({ Name: 'far', Metadata: {}, Endpoints: { docker } }));
  for (const name of ['ca.pem', 'cert.pem', 'key.pem'])
    writeFileSync(join(files, name), readFileSync(join(certs, name)));
  return config;
}

type Env = Readonly<Record<string, string>>;

async function outcomes(
  way: string,
  env: Env,
  more: readonly string[] = ['--preset', values.preset],
): Promise<DrillReport> {
  using workplace = new Workplace();
  const began = performance.now();
  const { code, stdout, stderr } = await workplace.drill([playbook, '--json', ...more], env);
  if (!stdout.startsWith('{')) throw new Error(`${way}: no report, exit ${code}: ${stderr}`);
  const report = JSON.parse(stdout) as DrillReport;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`    ${way}: ${report.verdict}, exit ${code}, ${report.trials.length} outcomes, ${seconds} s\n`);
  return report;
}

/** After an outage the job comes through or it doesn't, as the clocks have it: a play that is right either way shows the same. */
function differences(here: DrillReport, there: DrillReport): readonly string[] {
  const comes = ({ trial, outcome }: TrialResult) =>
    OUTAGES.has(trial.fault) && (outcome.kind === 'unharmed' || outcome.kind === 'surfaced');
  const either = new Set(here.trials.filter(comes).map(({ trial }) => trial.id));
  const both = new Set(
    there.trials.filter((one) => either.has(one.trial.id) && comes(one)).map(({ trial }) => trial.id),
  );
  const without = (report: DrillReport) => ({
    ...report,
    trials: report.trials.filter(({ trial }) => !both.has(trial.id)),
  });
  const verdicts = here.verdict === there.verdict ? [] : [`${here.verdict} here, ${there.verdict} there`];
  return [...verdicts, ...disagreements(without(here), without(there))];
}

/** All of ours over there, and the tunnels and folders here. */
async function leftOf(far: SecondEngine, workplace?: Workplace): Promise<string[]> {
  const filters = { label: ['io.reapcheck.session'] };
  const [containers, images] = await Promise.all([
    far.engine.listContainers({ all: true, filters }),
    far.engine.listImages({ filters }),
  ]);
  return [
    ...containers.map(({ Names }) => `container ${Names[0]}`),
    ...images.map(({ RepoTags }) => `image ${RepoTags?.[0]}`),
    ...(workplace ? workplace.sessions().map((name) => `folder ${name}`) : []),
    ...(workplace ? processesOf(workplace.folder) : []),
  ];
}

/** By their environment, which names the folder that they take for the temporary one: the harness, its watchdog, ssh, and what a play has started. */
function processesOf(place: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      const whole = /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/environ`, 'utf8') : '';
      return whole.split('\0').includes(`TMPDIR=${place}`)
        ? [`process ${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 100)}`]
        : [];
    } catch {
      return []; // gone meanwhile
    }
  });
}

async function kill(far: SecondEngine, env: Env): Promise<void> {
  using workplace = new Workplace();
  const drill = workplace.start(['drill', 'playbooks/good/parallel-jobs.yml', '--runs', workplace.runs], env);
  const afterMs = Math.round(1_000 + Math.random() * 20_000);
  await pause(afterMs);
  const there = (await leftOf(far)).length;
  try {
    process.kill(-drill.pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
  await drill.ended;
  const trouble = await nothingIsLeft(() => leftOf(far, workplace)).then(
    () => [],
    (error: Error) => [error.message],
  );
  claims.said(
    `SIGKILL after ${afterMs} ms by ${env.DOCKER_HOST}, with ${there} things over there: nothing is left`,
    trouble,
  );
}

async function refused(far: SecondEngine, env: Env): Promise<void> {
  using workplace = new Workplace();
  const { code, stderr } = await workplace.drill([playbook, '--outside', 'report'], env);
  const fine = code === 4 && stderr.includes('needs a container engine on this machine');
  claims.said('--outside is refused, and nothing was made', [
    ...(fine ? [] : [`exit ${code}: ${stderr}`]),
    ...(await leftOf(far)),
  ]);
}
