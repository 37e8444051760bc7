import { ensureReady, type Readiness } from '../setup/ensure-ready.ts';
import type { RunWhere } from './where.ts';

/** What this machine needs for a run on container hosts, and has. Changes nothing: that is for `reapcheck doctor --fix`. */
export function readiness({
  ansible,
  env,
  signal,
}: Pick<RunWhere, 'ansible' | 'env' | 'signal'> = {}): Promise<Readiness> {
  return ensureReady({ kinds: ['light', 'systemd'], ansible, env, signal, fix: false });
}
