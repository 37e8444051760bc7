/** The earlier report that one is held against. */
export interface Since {
  /** When that began, and with which ansible-core. */
  readonly startedAt: string;
  readonly coreVersion: string;
  readonly file: string;
}
