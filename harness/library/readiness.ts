import { DEFAULT_SYSTEM } from '../lab/host-system.ts';
import { imagesOf } from '../lab/images/own-images.ts';
import { ensureReady, type Readiness } from '../setup/ensure-ready.ts';
import type { RunWhere } from './where.ts';

/** What this machine needs for a run on container hosts, and has. Changes nothing: that is for `reapcheck doctor --fix`. */
export function readiness({
  ansible,
  controller,
  env,
  signal,
}: Pick<RunWhere, 'ansible' | 'controller' | 'env' | 'signal'> = {}): Promise<Readiness> {
  return ensureReady({ images: imagesOf(DEFAULT_SYSTEM), ansible, controller, env, signal, fix: false });
}
