import type { Value } from './value.ts';

/** A filter as it is applied. */
export interface Filter {
  /** Without its collection. */
  readonly name: string;
  readonly args: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}
