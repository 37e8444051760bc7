import type { Event } from '../model/event.ts';
import type { SourcesRead } from '../model/plan.ts';

type Source = Extract<Event, { readonly type: 'source' }>;

/** Collects what a run tells of its making. Workers tell the same again. */
export class SourcesHeard {
  readonly #files = new Set<string>();
  readonly #roles = new Set<string>();
  readonly #lookups = new Set<string>();
  #local = false;

  hear({ file, role, lookup, local }: Source): void {
    if (file !== undefined) this.#files.add(file);
    if (role !== undefined) this.#roles.add(role);
    if (lookup !== undefined) this.#lookups.add(lookup);
    this.#local ||= local ?? false;
  }

  get read(): SourcesRead {
    return { files: [...this.#files], roles: [...this.#roles], lookups: [...this.#lookups], local: this.#local };
  }
}
