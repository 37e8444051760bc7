import { relative } from 'node:path';
import type { ReadPlaybook } from '../source/read-playbook.ts';
import { refuseUnfitting } from '../stubs/fits-source.ts';
import { findStubs, type StubFile } from '../stubs/read-stubs.ts';

/** The stubs for a playbook, held against its project; says where they are from, on stderr. Undefined without any. */
export function stubsFor(named: string | undefined, playbook: ReadPlaybook): StubFile | undefined {
  const found = findStubs(named, playbook.file);
  if (!found) return undefined;
  refuseUnfitting(found.stubs, playbook.project.texts);
  const file = relative('', found.file);
  console.error(`reapcheck: ${found.stubs.length} stubs of ${file}: what they stand for is not run`);
  return { ...found, file };
}
