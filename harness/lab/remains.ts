import pLimit from 'p-limit';
import { causeCode, type Engine, removeContainer, removeImage } from './engine.ts';
import { OWNER_LABEL, SESSION_LABEL, SNAPSHOTS } from './mark.ts';

/** Something that a session left with the engine. */
export interface Remnant {
  readonly kind: 'container' | 'network' | 'image';
  readonly id: string;
  readonly name: string;
  readonly session: string;
  readonly owner: string | undefined;
}

const AT_A_TIME = 8;

/** Containers, in whatever state, networks and snapshots with our label: of this session, or of all. */
export async function remnants(engine: Engine, session?: string): Promise<Remnant[]> {
  const filters = { label: [session === undefined ? SESSION_LABEL : `${SESSION_LABEL}=${session}`] };
  const [containers, networks, images] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listNetworks({ filters }),
    engine.listImages({ filters }),
  ]);
  const remnant = (kind: Remnant['kind'], id: string, name: string, labels: Record<string, string> | undefined) => {
    const of = labels?.[SESSION_LABEL];
    return !of ? [] : [{ kind, id, name, session: of, owner: labels?.[OWNER_LABEL] }];
  };
  return [
    ...containers.flatMap((it) => remnant('container', it.Id, it.Names[0]?.replace(/^\//, '') ?? it.Id, it.Labels)),
    ...networks.flatMap((it) => remnant('network', it.Id, it.Name, it.Labels)),
    ...images.flatMap((it) => remnant('image', it.Id, it.RepoTags?.[0] ?? it.Id, it.Labels)),
    ...(session === undefined ? [] : await borrowed(engine, session)),
  ];
}

/** Names by which a session has what others kept: what is named so bears no mark of it. */
async function borrowed(engine: Engine, session: string): Promise<Remnant[]> {
  const images = await engine.listImages({ filters: { reference: [`${SNAPSHOTS}:${session}-*`] } });
  return images
    .filter(({ Labels }) => !Labels?.[SESSION_LABEL])
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((tag) => tag.startsWith(`${SNAPSHOTS}:${session}-`))
    .map((tag) => ({ kind: 'image', id: tag, name: tag, session, owner: undefined }));
}

export interface Removal {
  readonly removed: readonly Remnant[];
  /** Those that the engine would not remove, and what it said. */
  readonly left: readonly { readonly remnant: Remnant; readonly error: unknown }[];
}

/** Containers first: a network or image in use can't be removed. What is gone already counts as removed. Never throws. */
export async function removeRemnants(engine: Engine, found: readonly Remnant[]): Promise<Removal> {
  const removed: Remnant[] = [];
  const left: { remnant: Remnant; error: unknown }[] = [];
  for (const kind of ['container', 'network', 'image'] as const) {
    const limit = pLimit(AT_A_TIME);
    const remove = async (remnant: Remnant) => {
      try {
        await REMOVE[kind](engine, remnant.id);
        removed.push(remnant);
      } catch (error) {
        left.push({ remnant, error });
      }
    };
    const ofKind = found.filter((remnant) => remnant.kind === kind);
    await Promise.all(ofKind.map((remnant) => limit(remove, remnant)));
  }
  return { removed, left };
}

const REMOVE = { container: removeContainer, network: removeNetwork, image: removeImage } as const;

async function removeNetwork(engine: Engine, id: string): Promise<void> {
  await engine
    .getNetwork(id)
    .remove()
    .catch((error: unknown) => {
      if (causeCode(error) !== 404) throw error;
    });
}
