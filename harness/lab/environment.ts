/** The lab's only look at the process environment, and the only place that sets any of it: Testcontainers has no other door. */

import { homedir } from 'node:os';
import { join } from 'node:path';

/** `DOCKER_HOST`, as the Docker client reads it. */
export function dockerHost(): string | undefined {
  return process.env.DOCKER_HOST || undefined;
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
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
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
