import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { readScenario } from '../library/scenarios.ts';
import type { Where } from '../library/where.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Scenario } from '../model/scenario.ts';
import { requireInside } from './drilled.ts';
import type { Roots } from './roots.ts';

/** Of a scenario, what leads elsewhere: to hosts of somebody, images from anywhere, and whatever ansible-playbook can be told. */
const NOT_FOR_CLIENTS = ['inventory', 'image', 'args', 'limit', 'sample'];
const FILES = ['playbook', 'prepare', 'stubs'];

/** A scenario that stays in the roots, with all that it names. Throws `outside-roots`, `not-for-clients`, or what is wrong in it. */
export function readInside(file: string, where: Where, roots: Roots): Scenario {
  // Before anybody follows what it names; what isn't YAML is told by who reads it.
  for (const { key, value } of pairsIn(parseDocument(readFileSync(file, 'utf8'), { logLevel: 'silent' }).toJS())) {
    if (NOT_FOR_CLIENTS.includes(key)) throw notForClients(file, key);
    if (FILES.includes(key) && typeof value === 'string') roots.existing(resolve(dirname(file), value));
  }
  const scenario = readScenario(file, where);
  const { cwd, env } = where;
  const playbooks = [...scenario.steps, ...scenario.badTwins.map(({ step }) => step)].map(({ playbook }) => playbook);
  for (const playbook of new Set([...playbooks, ...(scenario.prepare === undefined ? [] : [scenario.prepare])]))
    requireInside(playbook, { cwd, env }, roots);
  return scenario;
}

/** All keys of mappings in it, however deep, but for values that are the play's own. */
function pairsIn(value: unknown): readonly { readonly key: string; readonly value: unknown }[] {
  if (Array.isArray(value)) return value.flatMap(pairsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    { key, value: inner },
    ...(key === 'vars' || key === 'expect' ? [] : pairsIn(inner)),
  ]);
}

function notForClients(file: string, key: string): ReapcheckError {
  return new ReapcheckError({
    code: 'not-for-clients',
    kind: 'usage',
    what: `a scenario with "${key}" is run by people: reapcheck run`,
    where: { file, line: 1 },
    expected: `a scenario without ${NOT_FOR_CLIENTS.join(', ')}`,
    remedy: `leave ${key} out: hosts are made up, and given by kind`,
  });
}
