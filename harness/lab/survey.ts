import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Container } from 'dockerode';
import { execInside } from './container-orders.ts';

/** What is on a host besides its disk. */
export interface Survey {
  /** Command lines, without those of logins. */
  readonly processes: readonly string[];
  readonly mounts: readonly string[];
  /** Lines of /etc/hosts, which the engine writes anew for each container. */
  readonly hosts: readonly string[];
}

// Not compiled: the same relative path leads there from dist/.
const SCRIPT = fileURLToPath(new URL('../../harness/lab/survey.py', import.meta.url));

/** Throws where the host has no python3, or can't run it. */
export async function surveyOf(container: Container): Promise<Survey> {
  const { code, output } = await execInside(container, ['python3', '-c', readFileSync(SCRIPT, 'utf8')]);
  if (code !== 0) throw new Error(`python3 ended with ${code}: ${output.trim().slice(-200)}`);
  return JSON.parse(output) as Survey;
}

/** In both. */
export function lasting(one: Survey, other: Survey): Survey {
  const both = (key: keyof Survey) => one[key].filter((text) => other[key].includes(text));
  return { processes: both('processes'), mounts: both('mounts'), hosts: both('hosts') };
}

/** What was there and isn't, in words. */
export function lostSince(before: Survey, after: Survey): readonly string[] {
  const lost = (key: keyof Survey) => before[key].filter((text) => !after[key].includes(text));
  return [
    ...lost('processes').map((line) => `a process: ${line}`),
    ...lost('mounts').map((path) => `a mount: ${path}`),
    ...lost('hosts').map((line) => `a line of /etc/hosts: ${line}`),
  ];
}
