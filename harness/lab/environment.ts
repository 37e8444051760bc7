/** The lab's only look at the process environment, and the only place that sets any of it: Testcontainers has no other door. */

import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the Docker client takes from the environment; an empty value is none. */
export interface DockerSettings {
  readonly host: string | undefined;
  readonly context: string | undefined;
  /** `~/.docker`, if nobody says otherwise. */
  readonly configFolder: string;
  readonly tls: 'verified' | 'unverified' | undefined;
  readonly certFolder: string | undefined;
}

/** What leads a client to an engine. */
const LEADING = ['DOCKER_HOST', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'] as const;
type Leading = Readonly<Record<(typeof LEADING)[number], string | undefined>>;

/** What the user has set, while `lendDockerHost` has set something else. */
let kept: Leading | undefined;

function leading(): Leading {
  const { DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = kept ?? process.env;
  return { DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH };
}

export function dockerSettings(): DockerSettings {
  const { env } = process;
  const { DOCKER_HOST, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = leading();
  return {
    host: DOCKER_HOST || undefined,
    context: env.DOCKER_CONTEXT || undefined,
    configFolder: env.DOCKER_CONFIG || join(homedir(), '.docker'),
    tls: DOCKER_TLS_VERIFY ? 'verified' : env.DOCKER_TLS ? 'unverified' : undefined,
    certFolder: DOCKER_CERT_PATH || undefined,
  };
}

/** What leads the Docker client, and so us, to an engine: an address, or the name of a Docker context. */
export function environmentOf(engine: string): Readonly<Record<'DOCKER_HOST' | 'DOCKER_CONTEXT', string>> {
  return engine.includes('://')
    ? { DOCKER_HOST: engine, DOCKER_CONTEXT: '' }
    : { DOCKER_HOST: '', DOCKER_CONTEXT: engine };
}

/** Has this process use that engine, whatever the user's environment says. */
export function useEngine(engine: string): void {
  Object.assign(process.env, environmentOf(engine));
}

/** Has DOCKER_HOST be this address, and nothing ask for TLS, until it is disposed of: clients read that by themselves as they are made. Nobody else sees it. */
export function lendDockerHost(address: string): Disposable {
  if (kept) return { [Symbol.dispose]() {} };
  const before = leading();
  kept = before;
  set({ DOCKER_HOST: address, DOCKER_TLS_VERIFY: undefined, DOCKER_CERT_PATH: undefined });
  return {
    [Symbol.dispose]() {
      set(before);
      kept = undefined;
    },
  };
}

function set(values: Leading): void {
  for (const name of LEADING) {
    if (values[name] === undefined) delete process.env[name];
    else process.env[name] = values[name];
  }
}

/** Where an engine on this machine listens, the usual place first: Testcontainers looks in the same order. */
export function localSockets(): string[] {
  const runtimeDir = process.env.XDG_RUNTIME_DIR;
  return [
    '/var/run/docker.sock',
    ...(runtimeDir ? [join(runtimeDir, 'docker.sock')] : []),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
    `/run/user/${process.getuid?.() ?? 0}/docker.sock`,
  ];
}

/** Environment of a process of our own that must outlive any session, and that no debugger setting may disturb. */
export function environmentWithout(...names: readonly string[]): Record<string, string> {
  const own = { ...process.env, ...leading() };
  const entries = Object.entries(own).flatMap(([name, value]) =>
    value === undefined || names.includes(name) ? [] : [[name, value]],
  );
  return Object.fromEntries(entries);
}

/** Whether the user has switched Ryuk off. */
export function ryukDisabled(): boolean {
  return process.env.TESTCONTAINERS_RYUK_DISABLED === 'true';
}

/** Must run before Testcontainers starts its first container. */
export function configureTestcontainers(settings: { readonly ryuk: boolean }): void {
  if (!settings.ryuk) process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  // Where there is a stray /.dockerenv, it would otherwise pull an image to look for the gateway.
  process.env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';
}
