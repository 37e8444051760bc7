import { readFileSync } from 'node:fs';
import type { Host } from '../model/host.ts';
import type { Sighting } from '../model/sighting.ts';
import type { ScriptLine } from '../model/stage.ts';
import { after, now, pause } from '../time/clock.ts';
import { overSsh } from './over-ssh.ts';
import { Saying } from './schema.ts';
import { scriptFile } from './script-file.ts';

/** Two files that make one script on the host: what can be seen, and how it is watched. */
const SCRIPT = Buffer.concat(['sight.py', 'watch.py'].map((name) => readFileSync(scriptFile(name))));
/** A host that is up answers at once, but on a machine with too much to do; one that is not is tried again. */
const CONNECT_MS = 20_000;
const AGAIN_MS = 500;

export interface ProbeOptions {
  readonly onSighting: (sighting: Sighting) => void;
  /** Where faults of ours leave their receipts; none on a host that isn't ours. */
  readonly receiptsDir?: string;
  /** Another port than the host's, asked anew for each connection; undefined while there is none. Its key is pinned as well. */
  readonly port?: () => number | undefined;
}

/** A machine that isn't reached over SSH. */
export interface ProbeByScript extends ProbeOptions {
  /** Runs a shell script there, as somebody who sees all that is to be seen. */
  readonly connect: (script: string) => Promise<ScriptLine>;
}

/**
 * Watches one host over SSH until it is stopped: read-only, one connection, one short script that is piped in and leaves
 * nothing behind. A lost connection is a sighting of its own, and is taken up again when the host is back.
 */
export class Probe implements AsyncDisposable {
  readonly #name: string;
  readonly #connectTo: () => Promise<ScriptLine>;
  readonly #options: ProbeOptions;
  readonly #stop = new AbortController();
  readonly #synced = new Map<string, () => void>();
  #line: ScriptLine | undefined;
  readonly #ended = new WeakMap<ScriptLine, Promise<string>>();
  #orders: Record<string, string>[] = [];
  #watching: Promise<void> = Promise.resolve();
  #syncs = 0;

  private constructor(name: string, connect: () => Promise<ScriptLine>, options: ProbeOptions) {
    this.#name = name;
    this.#connectTo = connect;
    this.#options = options;
    if (options.receiptsDir) this.#orders.push({ receipts: options.receiptsDir });
  }

  /** Resolves when the script on the host has taken its first look; rejects where the host can't be reached now. */
  static async start(host: Host, options: ProbeOptions): Promise<Probe>;
  static async start(host: { readonly name: string }, options: ProbeByScript): Promise<Probe>;
  static async start(host: Host, options: ProbeOptions & Partial<ProbeByScript>): Promise<Probe> {
    const { connect } = options;
    const probe = new Probe(
      host.name,
      connect ? () => connect(watchCommand()) : () => connectOverSsh(host, options),
      options,
    );
    const first = await probe.#connect();
    probe.#watching = probe.#keepWatching(first);
    await probe.sync(CONNECT_MS);
    return probe;
  }

  get hostName(): string {
    return this.#name;
  }

  /** Looks into one more directory for job files: one that `ansible_async_dir` names. */
  watchDir(dir: string): void {
    if (this.#orders.some((order) => order.dir === dir)) return;
    this.#orders.push({ dir });
    this.#send({ dir });
  }

  /** Resolves to true when all that stands on the host by now has been recorded; false where the host didn't answer in time. */
  async sync(withinMs: number): Promise<boolean> {
    const id = String(++this.#syncs);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#synced.set(id, () => resolve(true));
    using _limit = after(withinMs, () => resolve(false));
    this.#send({ sync: id });
    const answered = await promise;
    this.#synced.delete(id);
    return answered;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.#line?.input.end();
    await this.#watching;
    this.#say({ type: 'probe', state: 'stopped' });
  }

  #send(order: Record<string, string>): void {
    if (this.#line?.input.writable) this.#line.input.write(`${JSON.stringify(order)}\n`);
  }

  #say(sighting: Record<string, unknown>): void {
    this.#options.onSighting({ ...sighting, at: now(), host: this.#name } as unknown as Sighting);
  }

  async #keepWatching(first: ScriptLine): Promise<void> {
    let line: ScriptLine | undefined = first;
    while (!this.#stop.signal.aborted) {
      if (line) {
        const reason = await this.#ended.get(line);
        this.#line = undefined;
        line.destroy();
        if (this.#stop.signal.aborted) return;
        this.#say({ type: 'probe', state: 'lost', reason });
      }
      await pause(AGAIN_MS, this.#stop.signal).catch(() => {});
      line = this.#stop.signal.aborted ? undefined : await this.#connect().catch(() => undefined);
    }
    line?.destroy();
  }

  async #connect(): Promise<ScriptLine> {
    const line = await this.#connectTo();
    this.#listen(line);
    this.#line = line;
    line.input.write(`${SCRIPT.toString('base64')}\n`);
    for (const order of this.#orders) this.#send(order);
    // Asked while there was no connection.
    for (const sync of this.#synced.keys()) this.#send({ sync });
    this.#say({ type: 'probe', state: 'watching' });
    return line;
  }

  #listen(line: ScriptLine): void {
    let rest = '';
    let complaint = '';
    line.input.on('error', () => {}); // it ended: `closed` says why
    line.errors.on('data', (data: Buffer) => {
      complaint = (complaint + data.toString('utf8')).slice(-2000);
    });
    line.output.on('data', (data: Buffer) => {
      const lines = (rest + data.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const one of lines) this.#heard(one);
    });
    this.#ended.set(
      line,
      line.closed.then((reason) => complaint.trim().split('\n').at(-1) || reason),
    );
  }

  #heard(line: string): void {
    const parsed = Saying.safeParse(parseJson(line));
    if (!parsed.success) return;
    if (parsed.data.type === 'synced') this.#synced.get(parsed.data.id)?.();
    else this.#say(parsed.data);
  }
}

async function connectOverSsh(host: Host, options: ProbeOptions): Promise<ScriptLine> {
  const port = options.port ? options.port() : host.port;
  if (port === undefined) throw new Error(`probe of ${host.name}: the host is down`);
  return overSsh(host, port, watchCommand(), CONNECT_MS);
}

/** Takes the script from its first line of input, so that nothing is written to the host. */
function watchCommand(): string {
  const bootstrap =
    'import sys,os,base64;b=b""\nwhile not b.endswith(b"\\n"):\n c=os.read(0,1)\n if not c: sys.exit()\n b+=c\nexec(compile(base64.b64decode(b),"reapcheck-probe","exec"))';
  const quoted = `'${bootstrap.replaceAll("'", "'\\''")}'`;
  return `for p in python3 /usr/libexec/platform-python python; do command -v $p >/dev/null 2>&1 && exec $p -u -c ${quoted}; done; echo "no python on this host" >&2; exit 127`;
}

/** A login script may print what it likes before our first line. */
function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
