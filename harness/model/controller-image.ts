/** An image that ansible-playbook runs in, in place of this machine. */
export interface ControllerImage {
  /** As the engine knows it. */
  readonly name: string;
  /** The interpreter of its ansible-core, as a path in it. */
  readonly python: string;
  /** Files and folders of this machine that are to be seen in it, at the same paths, each a copy on write. */
  readonly shown: readonly string[];
}
