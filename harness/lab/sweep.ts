import { rmSync } from 'node:fs';
import { ReapcheckError } from '../model/error.ts';
import { connectEngine } from './engine.ts';
import { keptDisks, oldDisks, removeDisks } from './images/kept-disks.ts';
import { killMarked, markedProcesses } from './marked-process.ts';
import { lifeOf, type Owner, parseOwner } from './owner.ts';
import { remnants, removeRemnants } from './remains.ts';
import { signedFolders } from './signed-folders.ts';

export interface Swept {
  readonly kind: 'container' | 'network' | 'image' | 'folder' | 'process';
  readonly name: string;
  readonly session: string;
}

export interface SweepReport {
  readonly removed: readonly Swept[];
  /** Ours, but of a session that lives, or whose owner can't be seen from here (another container's, another machine's). */
  readonly kept: readonly Swept[];
  /** Ours and of a dead session, but the engine would not remove it. */
  readonly left: readonly (Swept & { readonly why: string })[];
  /** Names of disks that prepares had kept for other drills: those that are too old, or all. */
  readonly keptDisks: readonly string[];
  /** Why the engine was not asked (what `connectEngine` throws); undefined if it was. */
  readonly engineTrouble: ReapcheckError | undefined;
}

interface Candidate extends Swept {
  readonly owner: string | undefined;
}

/** Whether what is signed so may go. Never signed (''), as by a machine that crashed in between: nobody's. */
function isDead(owner: string | undefined, judge: (owner: Owner) => boolean): boolean {
  if (owner === '') return true;
  const parsed = parseOwner(owner);
  return parsed !== undefined && judge(parsed);
}

/**
 * Removes what dead sessions left: processes, temporary folders with keys, and, where an engine answers, containers, networks
 * and snapshots; and what prepares have kept that is too old for any drill, or all of it where that is wished. Touches nothing without our
 * mark, and nothing of a session whose owner lives.
 */
export async function sweep({ allKept = false }: { readonly allKept?: boolean } = {}): Promise<SweepReport> {
  const removed: Swept[] = [];
  const kept: Swept[] = [];
  const dead = (it: Candidate) => isDead(it.owner, (owner) => lifeOf(owner) === 'dead');
  const sort = <T extends Candidate>(found: readonly T[]): T[] => {
    const [gone, living] = [found.filter(dead), found.filter((it) => !dead(it))];
    kept.push(...living.map(plain));
    return gone;
  };

  for (const marked of markedProcesses()) {
    const it = { ...marked, kind: 'process' as const, name: `pid ${marked.pid}` };
    if (sort([it]).length > 0 && killMarked(marked)) removed.push(plain(it));
  }
  const folders = signedFolders().map((it) => ({ ...it, kind: 'folder' as const, name: it.path }));
  for (const folder of sort(folders)) {
    rmSync(folder.path, { recursive: true, force: true });
    removed.push(plain(folder));
  }
  const left: (Swept & { why: string })[] = [];
  const dropped: string[] = [];
  let engineTrouble: ReapcheckError | undefined;
  try {
    const engine = await connectEngine();
    const removal = await removeRemnants(engine, sort(await remnants(engine)));
    removed.push(...removal.removed.map(plain));
    const disks = allKept ? await keptDisks(engine) : await oldDisks(engine);
    await removeDisks(engine, disks);
    dropped.push(...disks.map(({ id, image }) => image ?? id));
    left.push(...removal.left.map(({ remnant, error }) => ({ ...plain(remnant), why: String(error) })));
  } catch (error) {
    if (!(error instanceof ReapcheckError)) throw error;
    engineTrouble = error;
  }
  return { removed, kept, left, keptDisks: dropped, engineTrouble };
}

function plain({ kind, name, session }: Swept): Swept {
  return { kind, name, session };
}
