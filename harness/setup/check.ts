import type { HostImage } from '../lab/host-image.ts';
import type { ThisMachine } from './machine.ts';

/** What a check saw. `warn` doesn't keep anything from working. */
export type Found =
  | { readonly state: 'ok'; readonly detail: string }
  | {
      readonly state: 'warn' | 'missing';
      readonly detail: string;
      /** Commands or instructions, one a line, exact enough to paste. */
      readonly remedy: readonly string[];
      /** Debian packages that are part of the remedy; `--fix` installs those of all checks in one go. */
      readonly packages?: readonly string[];
      /** Whether the check's `fix` may do the rest, once the packages are there. */
      readonly fixable?: boolean;
    };

/** What the caller wants to use. */
export interface Needed {
  readonly images: readonly HostImage[];
  /** An ansible-core version or series, such as `2.19`, or the path of an ansible-playbook. Undefined: any that we support. */
  readonly ansible?: string | undefined;
  /** Where ansible-playbook is to run: on this machine (`local`, and without it), in an image of ours (`container`), or in this image. */
  readonly controller?: string | undefined;
}

export interface CheckContext {
  readonly machine: ThisMachine;
  readonly wanted: Needed;
  readonly signal?: AbortSignal | undefined;
}

export interface FixContext extends CheckContext {
  /** Says a change before it is made, as the command that makes it. */
  readonly change: (line: string) => void;
  /** Says how far it is. */
  readonly progress: (line: string) => void;
}

/** One thing that the machine needs. */
export interface Check {
  readonly id: string;
  readonly title: string;
  look(context: CheckContext): Promise<Found>;
  /** Makes what is missing, after the packages are there. Only called when `look` said `fixable`. Throws ReapcheckError. */
  fix?(context: FixContext): Promise<void>;
}
