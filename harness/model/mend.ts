/** Lines of a file that would be others, as a diff without what is around them. */
export interface Mend {
  readonly file: string;
  /** Of the file as it is: the first that is removed, or before which is added. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}
