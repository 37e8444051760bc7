import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { openEngine } from '../../lab/engine.ts';
import { ReapcheckError } from '../../model/error.ts';
import type { Check, Found } from '../check.ts';

const GIB = 1024 ** 3;
/** Both images and the layers below them take 0.2 GiB, Ansible's environment 0.1 GiB; hosts write little. */
const NEEDED_BYTES = 0.5 * GIB;
const COMFORTABLE_BYTES = 2 * GIB;

export const diskSpace: Check = {
  id: 'disk',
  title: 'disk space',
  async look() {
    const folders = [tmpdir(), ...(await engineFolder())];
    const seen = await Promise.all(folders.map(async (folder) => ({ folder, free: await freeBytes(folder) })));
    return judgeSpace(seen.filter((one): one is Space => one.free !== undefined));
  },
};

export interface Space {
  readonly folder: string;
  readonly free: number;
}

export function judgeSpace(spaces: readonly Space[]): Found {
  const detail = spaces.map(({ folder, free }) => `${(free / GIB).toFixed(1)} GiB free in ${folder}`).join(', ');
  const least = Math.min(...spaces.map(({ free }) => free));
  if (least >= COMFORTABLE_BYTES) return { state: 'ok', detail };
  return {
    state: least < NEEDED_BYTES ? 'missing' : 'warn',
    detail: `${detail}; ${(least < NEEDED_BYTES ? NEEDED_BYTES : COMFORTABLE_BYTES) / GIB} GiB is ${least < NEEDED_BYTES ? 'needed' : 'better'}`,
    remedy: ['docker system df    # shows what the engine holds', `du -xhd1 ${tmpdir()}    # shows what lies there`],
  };
}

/** Where the engine keeps images and containers, if it tells, it is on this machine, and this user can see it. */
async function engineFolder(): Promise<string[]> {
  try {
    const { engine, remote } = await openEngine();
    const { DockerRootDir } = await engine.info();
    return remote ? [] : [DockerRootDir];
  } catch (error) {
    if (error instanceof ReapcheckError) return [];
    throw error;
  }
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined; // an engine in a VM has folders that this machine doesn't
  }
}
