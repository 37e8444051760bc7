import type { HostKindName, HostSystemName } from './host-system.ts';

/** An image that reapcheck makes: a kind of host, on a system. */
export interface HostImage {
  readonly kind: HostKindName;
  readonly system: HostSystemName;
}

/** Where the engine has it. */
export function nameOf({ kind, system }: HostImage): string {
  return `reapcheck/${kind}:${system}`;
}
