import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const PROGRAM = fileURLToPath(new URL('again.py', import.meta.url));
/** Of one run. */
const LIMIT_MS = 120_000;

/** One ansible-playbook that is run again and again, without being loaded again: see again.py. */
export class AnsibleAgain implements AsyncDisposable {
  readonly #server: ReturnType<typeof startServer>;
  readonly #waiting = new Map<number, PromiseWithResolvers<number>>();
  #runs = 0;

  constructor(ansible: string) {
    this.#server = startServer(ansible);
    createInterface({ input: this.#server.stdout }).on('line', (line) => {
      const [run, exitCode] = JSON.parse(line) as [number, number];
      this.#waiting.get(run)?.resolve(exitCode);
      this.#waiting.delete(run);
    });
    void this.#server.then(() => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${ansible}: what runs it has ended`));
    });
  }

  /** Its exit code. Throws where it does not end by itself. */
  async run(folder: string, args: readonly string[]): Promise<number> {
    const run = this.#runs++;
    const ended = Promise.withResolvers<number>();
    this.#waiting.set(run, ended);
    this.#server.stdin.write(`${JSON.stringify([run, folder, args])}\n`);
    const late = setTimeout(
      () => ended.reject(new Error(`ansible-playbook did not end by itself: ${folder}`)),
      LIMIT_MS,
    );
    try {
      return await ended.promise;
    } finally {
      clearTimeout(late);
    }
  }

  /** Ends what still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.stdin.end();
    await this.#server;
  }
}

function startServer(ansible: string) {
  // The Python that it is installed for.
  const python = /^#!(\S+)/.exec(readFileSync(ansible, 'utf8'))?.[1];
  if (python === undefined) throw new Error(`${ansible} names no Python in its first line`);
  return execa(python, [PROGRAM], { stdin: 'pipe', stdout: 'pipe', stderr: 'ignore', buffer: false, reject: false });
}
