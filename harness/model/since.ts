/** The earlier report that one is held against. */
export interface Since {
  /** When that began, and with which ansible-core. */
  readonly startedAt: string;
  readonly coreVersion: string;
  readonly file: string;
}

/** An earlier report to compare with, and whether only what is new since then counts. */
export interface EarlierReport<Report> {
  readonly file: string;
  readonly report: Report;
  readonly onlyNew: boolean;
}
