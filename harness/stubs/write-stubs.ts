import { stringify } from 'yaml';
import type { Stub } from '../model/stub.ts';
import type { Proposal } from './propose.ts';

/** A stub file as text, with the reason for each stub above it. `head` says what it is, a line each. */
export function stubFileText(head: readonly string[], proposals: readonly Proposal[]): string {
  const comment = (indent: string) => (text: string) =>
    text
      .split('\n')
      .map((line) => `${indent}# ${line}\n`)
      .join('');
  const entries = proposals.map(({ stub, because }) => {
    const [first = '', ...rest] = stringify(yamlOf(stub), { lineWidth: 120 }).trimEnd().split('\n');
    return `${because.map(comment('  ')).join('')}  - ${first}\n${rest.map((line) => `    ${line}\n`).join('')}`;
  });
  const body = entries.length === 0 ? 'stubs: []\n' : `stubs:\n${entries.join('')}`;
  return `${head.map(comment('')).join('')}${body}`;
}

/** As docs/schema/stubs.json has it, without what is not said. */
function yamlOf(stub: Stub): Record<string, unknown> {
  const said = (all: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  if (stub.kind !== 'module')
    return said({ [stub.kind]: stub.name, term: stub.term, args: stub.args, result: stub.result });
  const { module, task, changed, delayMs, fail, result } = stub;
  const delay = delayMs === 0 ? undefined : `${Math.round(delayMs) / 1000}s`;
  return said({ module, task, changed, delay, fail, result });
}
