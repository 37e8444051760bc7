import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { digestSources } from '../history/source-digest.ts';
import type { Inputs, SourcesRead } from '../model/plan.ts';
import type { ReadBesides } from '../model/trial.ts';
import { isBelow, undigestedOf } from './inputs.ts';

export interface BesidesOrder {
  readonly inputs: Inputs;
  /** What the inputs were made of. */
  readonly known: readonly SourcesRead[];
  readonly read: SourcesRead;
  readonly playbook: string;
  readonly cwd: string;
  /** Files below it are our own. */
  readonly ownFolder: string;
}

/** What a run read that is not among the inputs of its plan; undefined where there is nothing. */
export function besidesOf({ inputs, known, read, playbook, cwd, ownFolder }: BesidesOrder): ReadBesides | undefined {
  const [files, roles] = [new Set(known.flatMap((one) => one.files)), new Set(known.flatMap((one) => one.roles))];
  const told = read.files.filter((file) => !files.has(file) && !isBelow(ownFolder, file));
  const more = read.roles.filter((role) => !roles.has(role));
  const digested = new Set(inputs.files.map(({ path }) => path));
  const besides = digestSources(playbook, cwd, told, more).files.filter(({ path }) => !digested.has(path));
  const undigested = [
    ...undigestedOf([read]).filter((what) => !inputs.undigested.includes(what)),
    ...told.filter((file) => !existsSync(file)).map((file) => `${file}, which was read and is not there any more`),
  ];
  return besides.length + undigested.length > 0 ? { files: besides, undigested } : undefined;
}

/** Whether all of it can be known, and is as it was. */
export function sameBesides({ files, undigested }: ReadBesides, playbook: string, cwd: string): boolean {
  if (undigested.length > 0) return false;
  const base = dirname(resolve(cwd, playbook));
  const now = digestSources(
    playbook,
    cwd,
    files.map(({ path }) => resolve(base, path)),
    [],
  ).files;
  const digests = new Map(now.map(({ path, sha256 }) => [path, sha256]));
  return files.every(({ path, sha256 }) => digests.get(path) === sha256);
}
