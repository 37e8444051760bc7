import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReapcheckError } from '../model/error.ts';

/** What a Docker context says of its engine. */
export interface DockerContext {
  readonly name: string;
  /** As DOCKER_HOST would have it. */
  readonly host: string;
  /** Where its TLS files lie: `ca.pem`, `cert.pem`, `key.pem`, as far as it has them. */
  readonly tlsFolder: string;
  /** It asks for TLS without a look at the engine's certificate. */
  readonly unverified: boolean;
}

/** The context that is no context: what there is without any. */
const NONE = 'default';

/** The one that `docker context use` has chosen; undefined if none. */
export function chosenContext(configFolder: string): string | undefined {
  const chosen = field(readJson(join(configFolder, 'config.json')), 'currentContext');
  return typeof chosen === 'string' && chosen !== '' ? chosen : undefined;
}

/** Undefined for `default`. Throws `no-docker-context`. `from`: what names it. */
export function dockerContext(name: string, configFolder: string, from: string): DockerContext | undefined {
  if (name === NONE) return undefined;
  // Named by the digest of its name: Docker's own context store.
  const id = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(configFolder, 'contexts/meta', id, 'meta.json'));
  const endpoint = field(field(meta, 'Endpoints'), 'docker');
  const host = field(endpoint, 'Host');
  if (typeof host !== 'string' || host === '') throw noContext(name, configFolder, from);
  return {
    name,
    host,
    tlsFolder: join(configFolder, 'contexts/tls', id, 'docker'),
    unverified: field(endpoint, 'SkipTLSVerify') === true,
  };
}

function noContext(name: string, configFolder: string, from: string): ReapcheckError {
  const folder = join(configFolder, 'contexts/meta');
  const found = (existsSync(folder) ? readdirSync(folder) : []).flatMap((id) => {
    const other = field(readJson(join(folder, id, 'meta.json')), 'Name');
    return typeof other === 'string' ? [other] : [];
  });
  return new ReapcheckError({
    code: 'no-docker-context',
    kind: 'environment',
    what: `${from} names the Docker context ${name}, which has no engine or is not there`,
    expected: [NONE, ...found.toSorted()].join(', '),
    seen: folder,
    remedy: 'see docker context ls; docker context use NAME, DOCKER_CONTEXT or DOCKER_HOST choose another one',
  });
}

/** Undefined where there is none, or none that can be read: Docker takes that for an empty one. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function field(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}
