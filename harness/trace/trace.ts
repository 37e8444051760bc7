import debug from 'debug';

/** The rooms that tell what they do; each is `reapcheck:<name>`. */
export type Traced = 'source' | 'ansible' | 'lab' | 'history';

/**
 * Says on stderr what the harness does, where the environment's DEBUG asks for it: `DEBUG=reapcheck:*`. The package `debug` and not
 * node's own `util.debuglog`: DEBUG is where people look, it knows patterns, and Testcontainers, below us, answers to it as well.
 */
export function traceOf(part: Traced): (format: string, ...values: readonly unknown[]) => void {
  return debug(`reapcheck:${part}`);
}
