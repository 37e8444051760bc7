/** Why a run was stopped: a signal from outside. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
  constructor(signal: string) {
    super(`interrupted by ${signal}`);
  }
}

/**
 * Turns Ctrl-C, SIGTERM and SIGHUP into an abort, so that Ansible is stopped and hosts are removed before the exit; so is the end of a process of
 * ours that has started this one for a share of its work. A second signal changes nothing: the watchdog would clean up after a kill, but the orderly
 * end is quicker.
 */
export function onInterrupt(): { readonly signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = (name: NodeJS.Signals) => controller.abort(new Interrupted(name));
  for (const name of names) process.on(name, stop);
  const orphaned = () => controller.abort(new Interrupted('the end of who started it'));
  process.on('disconnect', orphaned);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, stop);
      process.off('disconnect', orphaned);
    },
  };
}
