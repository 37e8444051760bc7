/** A socket of this machine by which an engine elsewhere is spoken to. */
export interface LocalSocket {
  readonly path: string;
  /** Settles with the reason when it leads nowhere any more. */
  readonly closed: Promise<string>;
  /** What was last said of a connection that failed, if anything. */
  readonly said: () => string;
}
