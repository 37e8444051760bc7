import { relative } from 'node:path';
import { noAsyncJob } from '../model/source.ts';
import { pathIn, type ReadPlaybook, readPlaybook } from '../source/read-playbook.ts';
import type { AnsibleContext } from '../source/search-paths.ts';
import { serviceManagerUse } from '../source/service-manager.ts';
import { refuseUnfitting } from '../stubs/fits-source.ts';
import { findStubs, type StubFile } from '../stubs/read-stubs.ts';
import type { DrillOptions } from './drill-options.ts';

/** A playbook that can be drilled, as its source has it. Nothing of it has run. */
export interface Drilled {
  /** As it was named. */
  readonly playbook: string;
  readonly source: ReadPlaybook;
  /** Those that were named, or that stand beside it. */
  readonly stubs: StubFile | undefined;
  readonly prepare: ReadPlaybook | undefined;
  readonly context: AnsibleContext;
}

/** Throws usage errors for what can't be read, for a playbook without async tasks, and for stubs of tasks that it hasn't got. */
export function readDrilled(
  playbook: string,
  { stubs: named, prepare }: Pick<DrillOptions, 'stubs' | 'prepare'>,
  context: AnsibleContext,
): Drilled {
  const source = readPlaybook(playbook, context);
  if (source.surelyWithoutAsync)
    throw noAsyncJob(playbook, 'no async keyword in it, and nothing that it imports or includes');
  const found = findStubs(named === undefined ? undefined : pathIn(context, named), source.file);
  if (found) refuseUnfitting(found.stubs, source.project);
  return {
    playbook,
    source,
    stubs: found && { ...found, file: relative(context.cwd, found.file) },
    prepare: prepare === undefined ? undefined : readPlaybook(prepare, context),
    context,
  };
}

/** Where it asks for a service manager, in words; undefined where it doesn't. */
export function serviceManagerWords({ source, prepare, context }: Drilled): string | undefined {
  const use = [source, ...(prepare ? [prepare] : [])].map(serviceManagerUse).find((one) => one !== undefined);
  return use && `${relative(context.cwd, use.place.file)}:${use.place.line} uses ${use.what}`;
}
