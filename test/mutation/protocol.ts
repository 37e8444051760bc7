/** What the run of a part tells its vitest, in the file that MUTATION_ORDER names. */
export interface Order {
  /** Test files. */
  readonly tests: readonly string[];
  /** Mutants of which all is known: they are not tried again. */
  readonly done: readonly string[];
  /** No mutant is in what reads projects: each is read once, for all mutants. */
  readonly sourceAsleep: boolean;
  /** The mutant that is awake stands there: one that stops all is known by it. */
  readonly nowFile: string;
  /** A line of JSON for each thing that is said. */
  readonly saysFile: string;
}

/** A mutant was noticed, by this test. Or: a test came by these; these act while files are loaded. */
export interface Said {
  readonly mutant?: string;
  readonly noticed?: 'failed' | 'hung';
  readonly by?: string;
  readonly saw?: readonly string[];
  readonly loaded?: readonly string[];
}
