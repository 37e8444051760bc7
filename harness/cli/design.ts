import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { presetNamed } from '../faults/catalogue.ts';
import { type DesignOf, design, paceOf, requestOf } from '../library/design.ts';
import { HEADROOM } from '../model/defaults.ts';
import type { Designed, DesignRequest } from '../model/design.ts';
import { ReapcheckError } from '../model/error.ts';
import { designWhy } from '../reporters/design-text.ts';
import { ANSIBLE_OPTION, ansibleWanted } from './ansible-option.ts';
import { numberIn, positive } from './drill-options.ts';
import { EXIT } from './exit-codes.ts';
import { refuseStray } from './option-name.ts';
import { repeatable } from './repeatable.ts';
import { requireWritableFile } from './writable.ts';

interface Flags {
  readonly job?: readonly string[];
  readonly hosts?: string;
  readonly hostCount?: string;
  readonly headroom?: string;
  readonly boot?: string;
  readonly become?: boolean;
  readonly output?: string;
  readonly json?: boolean;
  readonly drill?: boolean;
  readonly preset?: string;
  readonly ansible?: string;
}

export function registerDesign(program: Command): void {
  program
    .command('design')
    .summary('write a play for long jobs, with limits and windows that fit')
    .description(
      'Prints a play that launches the jobs and reaps each of them, and on stderr why it is so. FILE says what the jobs are (docs/design.md); --job says it here.',
    )
    .argument('[file]', 'a YAML file with jobs')
    .option(
      '--job <job>',
      'NAME=RUNTIME: COMMAND, such as "Back up=40m: tar -czf /srv/b.tgz /srv"; may be repeated',
      repeatable,
    )
    .option('--hosts <pattern>', 'the hosts of the play (default: all)')
    .option('--host-count <n>', 'how many hosts that are, at most (default: 1)')
    .option('--headroom <factor>', `how many times its slowest runtime a job gets as its limit (default: ${HEADROOM})`)
    .option('--boot <duration>', 'the slowest restart of a host that you have seen')
    .option('--become', 'the play becomes root')
    .option('--output <file>', 'write the play to a new file instead of the standard output')
    .option('--json', 'print the play, and why each number, as JSON')
    .option('--drill', 'drill it at once, with stand-ins of the runtimes in the place of the jobs, at a higher speed')
    .option('--preset <name>', 'with --drill: a set of faults (default: quick)')
    .option('--ansible <version|path>', `with --drill: ${ANSIBLE_OPTION}`, ansibleWanted)
    .action(async (file: string | undefined, flags: Flags) => {
      process.exitCode = await runDesign(file, flags, process.cwd());
    });
}

/** The exit code. */
export async function runDesign(file: string | undefined, flags: Flags, cwd: string): Promise<number> {
  refuseStray(flags, 'drill', ['preset', 'ansible']);
  const jobs = jobsAsked(file, flags);
  const designed = design(jobs, { cwd });
  if (flags.preset !== undefined) presetNamed(flags.preset);
  if (flags.output !== undefined) writeNew(flags.output, designed.playbook, cwd);
  else if (!flags.json) process.stdout.write(designed.playbook);
  if (flags.json) console.log(JSON.stringify(designed, null, 2));
  else console.error(designWhy(designed));
  return flags.drill ? await drillDesigned(designed, requestOf(jobs, { cwd }), flags) : EXIT.pass;
}

function jobsAsked(file: string | undefined, flags: Flags): string | DesignOf {
  const { job, hosts, become, boot, hostCount, headroom } = flags;
  const said = [job, hosts, become, boot, hostCount, headroom].some((one) => one !== undefined);
  if (file !== undefined && !said) return file;
  if (file !== undefined || job === undefined)
    throw new ReapcheckError({
      code: 'which-jobs',
      kind: 'usage',
      what: file === undefined ? 'no job is named' : 'the jobs are said twice: in a file, and here',
      expected: 'either a file with jobs, or --job with what goes with it',
      remedy: 'write, for example, reapcheck design --job "Back up=40m: tar -czf /srv/b.tgz /srv"',
    });
  return {
    jobs: job.map(jobIn),
    ...(hosts === undefined ? {} : { hosts }),
    ...(become === undefined ? {} : { become }),
    ...(boot === undefined ? {} : { boot }),
    ...(hostCount === undefined ? {} : { 'host-count': positive('--host-count', hostCount) }),
    ...(headroom === undefined ? {} : { headroom: numberIn('--headroom', headroom, 1, 100) }),
  };
}

function jobIn(text: string): DesignOf['jobs'][number] {
  const [, name, runtime, command] = /^\s*([^=]*[^=\s])\s*=\s*([\d.]+[a-z]+)\s*:\s*(.*\S)\s*$/s.exec(text) ?? [];
  if (name && runtime && command) return { name, runtime, command };
  throw new ReapcheckError({
    code: 'bad-job',
    kind: 'usage',
    what: `--job "${text}" is no job`,
    expected: 'NAME=RUNTIME: COMMAND, the runtime a number with a unit (s, m, h or d)',
    remedy: 'write, for example, --job "Back up=40m: tar -czf /srv/b.tgz /srv"; a module goes into a file with jobs',
  });
}

/** What somebody has written is not written over. */
function writeNew(file: string, text: string, cwd: string): void {
  requireWritableFile('--output', file, cwd);
  if (existsSync(resolve(cwd, file)))
    throw new ReapcheckError({
      code: 'file-exists',
      kind: 'usage',
      what: `${file} is there already`,
      expected: 'the name of a new file',
      remedy: 'name another one, or take it away first',
    });
  writeFileSync(resolve(cwd, file), text);
}

async function drillDesigned(designed: Designed, { jobs }: DesignRequest, flags: Flags): Promise<number> {
  const { runDrill } = await import('./drill.ts');
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-design-'));
  const playbook = flags.output ?? join(folder, 'designed.yml');
  try {
    if (flags.output === undefined) writeFileSync(playbook, designed.playbook);
    const { speed, standIns } = paceOf(designed, jobs);
    return await runDrill(
      playbook,
      {},
      {
        preset: flags.preset ?? 'quick',
        speed: String(speed),
        standIn: standIns.map(({ task, runtimeS }) => `${task}=${runtimeS}s`),
        ...(flags.ansible === undefined ? {} : { ansible: flags.ansible }),
        ...(flags.json ? { reporter: [] } : {}),
      },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
