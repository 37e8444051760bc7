import type { Container } from 'dockerode';
import { ReapcheckError } from '../model/error.ts';
import { logTail } from './container-logs.ts';

const LOG_LINES = 15;

/** PID 1 has ended, although nobody asked the host to reboot or to power off. */
export class ContainerEnded extends Error {
  override readonly name = 'ContainerEnded';
  constructor(exitCode: number) {
    super(`the container ended with exit code ${exitCode}`);
  }
}

/** Why a host does not answer, with the last words of its container, which is to be there still. */
export async function hostNotReady(name: string, container: Container, cause: unknown): Promise<ReapcheckError> {
  const log = await logTail(container, LOG_LINES);
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ReapcheckError({
    code: 'host-not-ready',
    kind: 'environment',
    what: `host ${name} does not answer over SSH`,
    expected: 'an SSH banner',
    seen: [why, ...(log.length > 0 ? ['its log ends:', ...log.map((line) => `  ${line}`)] : ['its log is empty'])].join(
      '\n    ',
    ),
    remedy: 'if its log does not tell, run `npx reapcheck doctor --fix`, or start fewer hosts at a time',
    cause,
  });
}
