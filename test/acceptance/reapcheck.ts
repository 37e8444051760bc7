import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { DrillReport } from '../../harness/model/report.ts';
import { waitFor } from '../../harness/time/deadline.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const MAIN = join(ROOT, 'harness/cli/main.ts');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly pid: number;
  /** Resolves when it has printed this on stderr, to all that stands there by then. */
  says(text: string | RegExp): Promise<string>;
  readonly ended: Promise<Ended>;
}

export interface Typed extends Started {
  type(keys: string): void;
}

/** The command line as a user has it, in a temp folder of its own, so that its sessions can be told from anybody else's. */
export class Workplace implements Disposable {
  /** Its path is short: control sockets go below it. */
  readonly folder = mkdtempSync(join(tmpdir(), 'rt-'));
  readonly runs = join(this.folder, 'runs');

  start(args: readonly string[], env: Record<string, string> = {}): Started {
    const [command, ...rest] = [process.execPath, MAIN, ...args];
    return this.#follow(spawn(command as string, rest, { ...this.#options(env), stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** The same on a terminal, where somebody types. Everything that it shows counts as stderr. */
  startOnTerminal(args: readonly string[], env: Record<string, string> = {}): Typed {
    const words = [process.execPath, MAIN, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const child = spawn('script', ['-qefc', `${words.join(' ')} 2>&1`, '/dev/null'], this.#options(env));
    const shown = { stdin: child.stdin, stdout: child.stderr, stderr: child.stdout };
    return { ...this.#follow(Object.assign(child, shown)), type: (keys) => void child.stdin.write(keys) };
  }

  #options(env: Record<string, string>): { cwd: string; env: NodeJS.ProcessEnv; detached: true } {
    return { cwd: ROOT, env: { ...process.env, TMPDIR: this.folder, ...env }, detached: true };
  }

  #follow(child: ChildProcess & { readonly stdout: Readable; readonly stderr: Readable }): Started {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      stdout += data;
    });
    child.stderr.on('data', (data) => {
      stderr += data;
    });
    const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
    return {
      pid: child.pid as number,
      ended,
      says: (text) =>
        waitFor(
          () => {
            const done = typeof text === 'string' ? stderr.includes(text) : text.test(stderr);
            if (!done && child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${stderr}`);
            return done ? { done, value: stderr } : { done, last: stderr };
          },
          { what: `"${text}" on stderr`, withinMs: 120_000 },
        ),
    };
  }

  run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return this.start(args, env).ended;
  }

  drill(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    const [playbook = '', ...more] = args;
    return this.run(['drill', playbook, '--runs', this.runs, ...more], env);
  }

  /** A drill that ends with a report. */
  async drillReport(
    playbook: string,
    ansible: string | undefined,
    ...args: readonly string[]
  ): Promise<{ readonly code: number | null; readonly report: DrillReport; readonly stderr: string }> {
    const { code, stdout, stderr } = await this.drill([playbook, '--json', ...withAnsible(ansible), ...args]);
    if (!stdout.startsWith('{')) throw new Error(`no report; exit ${code}: ${stderr}`);
    return { code, report: JSON.parse(stdout), stderr };
  }

  /** Sessions that have a folder now. */
  sessions(): string[] {
    return readdirSync(this.folder).flatMap((name) =>
      name.startsWith('reapcheck-') ? [name.slice('reapcheck-'.length)] : [],
    );
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What is still there of a session: containers with its label, processes with its mark. */
function remainsOf(session: string): string[] {
  const containers = execFileSync('docker', ['ps', '-aq', '--filter', `label=io.reapcheck.session=${session}`], {
    encoding: 'utf8',
  });
  return [
    ...containers
      .split('\n')
      .filter(Boolean)
      .map((id) => `container ${id}`),
    ...markedProcesses(session),
  ];
}

function markedProcesses(session: string): string[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const marked = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`REAPCHECK_SESSION=${session}`);
      return marked ? [`process ${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`] : [];
    } catch {
      return []; // gone meanwhile
    }
  });
}

/** Waits until nothing is left of these sessions and of the folder's keys. Throws with what is left. */
export async function nothingLeft(workplace: Workplace, sessions: readonly string[], withinMs: number): Promise<void> {
  await waitFor(
    () => {
      const left = [...workplace.sessions().map((one) => `folder of ${one}`), ...sessions.flatMap(remainsOf)];
      return left.length === 0 ? { done: true, value: undefined } : { done: false, last: left.join(', ') };
    },
    { what: 'nothing left behind', withinMs, everyMs: 200 },
  );
}

export function withAnsible(executable: string | undefined): readonly string[] {
  return executable === undefined ? [] : ['--ansible', executable];
}
