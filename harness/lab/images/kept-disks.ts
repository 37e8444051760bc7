import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { now } from '../../time/clock.ts';
import { type Engine, removeImage } from '../engine.ts';

/** Disks that were kept for other drills, whose session is over: none of them bears the mark of one. */
const KEPT = 'reapcheck/prepared';
/** On them: what they are of, which host's, and what is said of them. */
const OF_LABEL = 'io.reapcheck.prepared';
const HOST_LABEL = 'io.reapcheck.prepared.host';
const NOTE_LABEL = 'io.reapcheck.prepared.note';

/** A disk is no older when a host starts from it: what was fetched for it from elsewhere is no part of any digest. */
export const KEPT_FOR_MS = 86_400_000;

/** What a host's disk is kept as. */
export interface DiskKept {
  /** The same for all that takes the place of it: letters and digits. */
  readonly of: string;
  readonly host: string;
  /** JSON. */
  readonly note: unknown;
}

/** One that an earlier drill kept. */
export interface KeptDisk extends DiskKept {
  readonly id: string;
  /** Its name; undefined where another has taken its place, and only a drill that began before that still has it. */
  readonly image: string | undefined;
  /** Epoch in ms. */
  readonly madeAt: number;
  readonly bytes: number;
}

/** An image's name, and what it is labelled with. */
export interface KeptName {
  readonly repo: string;
  readonly tag: string;
  readonly labels: Readonly<Record<string, string>>;
}

export async function keptAs({ of, host, note }: DiskKept): Promise<KeptName> {
  const packed = await promisify(gzip)(JSON.stringify(note));
  const labels = { [OF_LABEL]: of, [HOST_LABEL]: host, [NOTE_LABEL]: packed.toString('base64') };
  return { repo: KEPT, tag: `${of}-${now()}-${host.replace(/[^\w.-]/g, '_')}`.slice(0, 128), labels };
}

/** All of them, or what was kept of one thing. What can't be read is as good as not there: another version has kept it. */
export async function keptDisks(engine: Engine, of?: string): Promise<readonly KeptDisk[]> {
  const label = of === undefined ? OF_LABEL : `${OF_LABEL}=${of}`;
  const images = await engine.listImages({ filters: { label: [label] } });
  return images.flatMap(({ Id: id, Created, Size: bytes, Labels: labels, RepoTags: tags }) => {
    const image = tags?.find((tag) => tag.startsWith(`${KEPT}:`));
    const note = unpacked(labels[NOTE_LABEL]);
    const [whose, host] = [labels[OF_LABEL], labels[HOST_LABEL]];
    if (note === undefined || whose === undefined || host === undefined) return [];
    return [{ id, image, of: whose, host, note, madeAt: Created * 1_000, bytes }];
  });
}

function unpacked(packed: string | undefined): unknown {
  try {
    return JSON.parse(gunzipSync(Buffer.from(packed ?? '', 'base64')).toString());
  } catch {
    return undefined;
  }
}

/** Those that are too old for any drill. */
export async function oldDisks(engine: Engine): Promise<readonly KeptDisk[]> {
  return (await keptDisks(engine)).filter(isTooOld);
}

/** With whatever else they are named: a drill that starts from one of them is spoilt. */
export async function removeDisks(engine: Engine, disks: readonly KeptDisk[]): Promise<void> {
  for (const { id } of disks) await removeImage(engine, id);
}

/** Takes the names from some, so that no drill begins with them any more: each is gone when the last that has is over. */
export async function unnameDisks(engine: Engine, disks: readonly KeptDisk[]): Promise<void> {
  for (const { image } of disks) if (image !== undefined) await removeImage(engine, image);
}

export function isTooOld({ madeAt }: Pick<KeptDisk, 'madeAt'>): boolean {
  return now() - madeAt >= KEPT_FOR_MS;
}
