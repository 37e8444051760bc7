import { causeCode, type Engine, removeImage } from '../engine.ts';
import type { HostKindName } from '../host-system.ts';
import { SNAPSHOTS } from '../mark.ts';
import type { Session } from '../session.ts';
import { requireFitImage } from './image-lacks.ts';
import { ownImage } from './own-images.ts';
import { requireImage } from './require-image.ts';

/** The images that hosts of one lab start from: each is looked at once, and those that it made go with it. */
export class Images {
  readonly #engine: Engine;
  readonly #session: Session;
  readonly #core: string | undefined;
  readonly #known = new Map<string, Promise<void>>();
  readonly #snapshots = new Set<string>();

  /** `core`: the ansible-core whose modules shall run on the hosts, where that is known. */
  constructor(engine: Engine, session: Session, core?: string) {
    this.#engine = engine;
    this.#session = session;
    this.#core = core;
  }

  /** Throws `no-image`, `outdated-image`, `unfit-image` or `engine-elsewhere`. */
  require(image: string, kind: HostKindName): Promise<void> {
    const key = `${kind} ${image}`;
    const known = this.#known.get(key) ?? this.#lookAt(image, kind);
    this.#known.set(key, known);
    return known;
  }

  /** Has the disk of a host kept under this tag. Returns the image's name. */
  async keep(tag: string, commit: (repo: string, tag: string) => Promise<void>): Promise<string> {
    const image = `${SNAPSHOTS}:${tag}`;
    // It inherits the marks of the container: those of this session, by which a sweep finds it.
    this.#snapshots.add(image);
    await commit(SNAPSHOTS, tag);
    return image;
  }

  /**
   * Has what another session kept under this tag of ours, so that it stays for as long as we do. Returns the image's name; undefined where
   * it is gone meanwhile.
   */
  async borrow(id: string, tag: string): Promise<string | undefined> {
    const image = `${SNAPSHOTS}:${tag}`;
    this.#snapshots.add(image);
    try {
      await this.#engine.getImage(id).tag({ repo: SNAPSHOTS, tag });
      return image;
    } catch (error) {
      if (causeCode(error) === 404) return undefined;
      throw error;
    }
  }

  /** To be called when their hosts are gone: an image in use stays. */
  async drop(): Promise<void> {
    for (const image of this.#snapshots)
      await removeImage(this.#engine, image).catch(() => this.#session.leaveToWatchdog());
  }

  async #lookAt(image: string, kind: HostKindName): Promise<void> {
    await requireImage(this.#engine, image);
    const ours = ownImage(image) !== undefined || this.#snapshots.has(image);
    if (!ours) await requireFitImage(this.#engine, image, { kind, core: this.#core }, this.#session.labels);
  }
}
