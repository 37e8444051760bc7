/** How the makers of images tell what they do, and how they are stopped. */
export interface ImageSteps {
  /** Each thing that is done, as the command that would do it, before it is done. */
  readonly onChange?: ((line: string) => void) | undefined;
  /** How far that is. */
  readonly onProgress?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
