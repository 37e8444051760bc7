import {
  type DiskKept,
  isTooOld,
  type KeptDisk,
  keptAs,
  keptDisks,
  oldDisks,
  removeDisks,
  unnameDisks,
} from './images/kept-disks.ts';
import type { StartedHost } from './started-host.ts';
import type { Workshop } from './workshop.ts';

/** Disks of a lab's hosts, as images: for its own hosts, or kept for those of later labs. */
export class Disks {
  readonly #workshop: Workshop;

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  /** Shuts a host down, and keeps its disk as an image that goes with the lab. Returns its name. The host is off then. */
  async snapshot(host: StartedHost): Promise<string> {
    const tag = this.#tag();
    return this.#workshop.images.keep(tag, (repo) => host.snapshot(repo, tag));
  }

  /**
   * Keeps the disk of a host whose snapshot was made for other labs, in the place of what was kept of the same thing before. Whoever
   * starts from it looks whether it is still what they need.
   */
  async keep(disks: readonly { readonly host: StartedHost; readonly kept: DiskKept }[]): Promise<void> {
    const { engine } = this.#workshop;
    const [of] = disks.map(({ kept }) => kept.of);
    const before = of === undefined ? [] : await keptDisks(engine, of);
    for (const { host, kept } of disks) await host.keepAs(await keptAs(kept));
    await unnameDisks(engine, before);
    await removeDisks(engine, await oldDisks(engine));
  }

  /** Those that were kept of it, and are not too old. */
  async kept(of: string): Promise<readonly KeptDisk[]> {
    const disks = await keptDisks(this.#workshop.engine, of);
    return disks.filter((disk) => disk.image !== undefined && !isTooOld(disk));
  }

  /** Has hosts start from a disk that was kept. Returns the name of the image; undefined where it is gone meanwhile. */
  borrow({ id }: KeptDisk): Promise<string | undefined> {
    return this.#workshop.images.borrow(id, this.#tag());
  }

  #tag(): string {
    return `${this.#workshop.session.id}-${this.#workshop.number()}`;
  }
}
