import { isAbsolute, resolve } from 'node:path';
import type { Place } from './place.ts';

interface Named {
  readonly taskName: string;
  readonly place: Place;
}

/**
 * The tasks that a text points to, as a person does: `file:line`, where the end of the path is enough; the whole name; else a
 * part of the name, whatever its case.
 */
export function pointedAt<T extends Named>(tasks: readonly T[], text: string): readonly T[] {
  const byPlace = tasks.filter(({ place }) => isPlace(text, place));
  if (byPlace.length > 0) return byPlace;
  const byName = tasks.filter(({ taskName }) => taskName === text);
  if (byName.length > 0) return byName;
  return tasks.filter(({ taskName }) => isPartOf(text, taskName));
}

export function isPartOf(text: string, taskName: string): boolean {
  return taskName.toLowerCase().includes(text.toLowerCase());
}

/** Whether a text such as `roles/web/tasks/main.yml:7` is this place. */
export function isPlace(text: string, place: Place): boolean {
  const [, file = '', line = ''] = /^(.+):(\d+)$/.exec(text) ?? [];
  if (file === '' || Number(line) !== place.line) return false;
  const there = resolve(place.file);
  return there === resolve(file) || (!isAbsolute(file) && there.endsWith(`/${file.replace(/^\.\//, '')}`));
}
