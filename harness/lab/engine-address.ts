import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import { chosenContext, dockerContext } from './docker-contexts.ts';
import { type DockerSettings, dockerSettings, localSockets } from './environment.ts';

/** Of a client: paths of PEM files. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export type EngineAddress = {
  /** In words, as DOCKER_HOST would have it. */
  readonly text: string;
  /** Who names it; undefined for a usual place of this machine where a socket was found. */
  readonly from?: string;
} & (
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsFiles }
  /** `target`: ssh's words for the machine. `socket`: the engine's there; without it, that is asked. */
  | { readonly kind: 'ssh'; readonly target: readonly string[]; readonly socket?: string }
);

/** Whether the engine's machine is another one than this: its loopback and its files are not ours. */
export function isRemote(address: EngineAddress): boolean {
  return address.kind === 'ssh' || (address.kind === 'tcp' && !isLoopback(address.host));
}

/**
 * As the Docker client has it: DOCKER_HOST, else DOCKER_CONTEXT, else the context that `docker context use` chose, else the first usual
 * socket that exists. Undefined where that has none. Throws `no-docker-context`, or `remote-engine` for an address that can't be used.
 */
export function engineAddress(
  settings: DockerSettings = dockerSettings(),
  sockets: readonly string[] = localSockets(),
): EngineAddress | undefined {
  const { host, configFolder } = settings;
  if (host !== undefined) return addressOf(host, 'DOCKER_HOST', tlsOf(settings));
  const chosen = settings.context ?? chosenContext(configFolder);
  const from =
    settings.context === undefined ? `currentContext of ${join(configFolder, 'config.json')}` : 'DOCKER_CONTEXT';
  const context = chosen === undefined ? undefined : dockerContext(chosen, configFolder, from);
  if (context) {
    const files = filesIn(context.tlsFolder);
    const tls = context.unverified ? 'unverified' : Object.keys(files).length > 0 ? files : undefined;
    return addressOf(context.host, `the Docker context ${context.name}`, tls);
  }
  const path = sockets.find((socket) => existsSync(socket));
  return path === undefined ? undefined : { kind: 'socket', text: `unix://${path}`, path };
}

/** Who has chosen an engine, if anybody has; undefined where what they say can't be read, too. */
export function engineChosenBy(): string | undefined {
  try {
    return engineAddress()?.from;
  } catch {
    return undefined;
  }
}

type Tls = TlsFiles | 'unverified' | undefined;

function tlsOf({ tls, certFolder, configFolder }: DockerSettings): Tls {
  return tls === 'verified' ? filesIn(certFolder ?? configFolder) : tls;
}

function filesIn(folder: string): TlsFiles {
  const found = (['ca', 'cert', 'key'] as const).flatMap((name) => {
    const path = join(folder, `${name}.pem`);
    return existsSync(path) ? [[name, path] as const] : [];
  });
  return Object.fromEntries(found);
}

function addressOf(text: string, from: string, tls: Tls): EngineAddress {
  if (text.startsWith('unix://')) {
    return { kind: 'socket', text, from, path: text.slice('unix://'.length) || '/var/run/docker.sock' };
  }
  const url = urlOf(text.includes('://') ? text : `tcp://${text}`);
  if (url?.protocol === 'ssh:') return sshAddress(text, from, url);
  if (url && /^(tcp|http|https):$/.test(url.protocol) && url.hostname !== '' && /^\/?$/.test(url.pathname)) {
    return tcpAddress(text, from, url, tls);
  }
  throw unusable(text, from, 'it is no address of an engine');
}

function tcpAddress(text: string, from: string, url: URL, tls: Tls): EngineAddress {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (tls === 'unverified')
    throw unusable(text, from, 'its certificate is not to be verified, so that anybody could be it');
  if (tls === undefined && !isLoopback(host)) throw unusable(text, from, 'without TLS, anybody on the way could be it');
  const port = Number(url.port) || (tls ? 2376 : 2375);
  return { kind: 'tcp', text, from, host, port, ...(tls ? { tls } : {}) };
}

function sshAddress(text: string, from: string, url: URL): EngineAddress {
  const { hostname, username, password, port, pathname, search, hash } = url;
  if (hostname === '' || password !== '' || search !== '' || hash !== '')
    throw unusable(text, from, 'ssh takes a user, a host and a port, and no password');
  const target = [
    ...(username === '' ? [] : ['-l', decodeURIComponent(username)]),
    ...(port === '' ? [] : ['-p', port]),
    // What begins with a dash is a host all the same.
    ...['--', hostname.replace(/^\[|\]$/g, '')],
  ];
  return {
    kind: 'ssh',
    text,
    from,
    target,
    ...(/^\/?$/.test(pathname) ? {} : { socket: decodeURIComponent(pathname) }),
  };
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function isLoopback(host: string): boolean {
  return /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host);
}

function unusable(text: string, from: string, why: string): ReapcheckError {
  return new ReapcheckError({
    code: 'remote-engine',
    kind: 'environment',
    what: `the container engine at ${text} can't be used: ${why}`,
    expected:
      'unix:///PATH, ssh://[USER@]HOST[:PORT], tcp://HOST:2376 with DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or tcp://127.0.0.1:PORT',
    seen: from === 'DOCKER_HOST' ? `DOCKER_HOST=${text}` : from,
    remedy: 'give the address in one of these forms, or unset it for an engine on this machine',
  });
}
