import { existsSync, globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import { formatPlace } from '../model/place.ts';
import type { Scenario } from '../model/scenario.ts';
import type { AnsibleContext } from '../source/search-paths.ts';
import { nearest } from '../yaml/nearest.ts';
import { readScenario } from './read-scenario.ts';

/** All scenarios below a folder, by name. Throws where two have the same name. */
export function scenariosIn(folder: string, context: AnsibleContext): readonly Scenario[] {
  return unique(filesIn(folder).map((file) => readScenario(file, context)));
}

/**
 * The scenarios that are meant by files, folders, names, themes or tags; all of `home` without any. Throws a usage error that
 * lists what there is.
 */
export function chooseScenarios(wanted: readonly string[], home: string, context: AnsibleContext): readonly Scenario[] {
  if (wanted.length === 0) {
    const all = existsSync(home) ? scenariosIn(home, context) : [];
    if (all.length > 0) return all;
    throw new ReapcheckError({
      code: 'no-scenarios',
      kind: 'usage',
      what: `there are no scenarios in ${home}`,
      expected: 'YAML files in it, one scenario each, in folders by theme',
      remedy: 'reapcheck init writes a first one; --bundled runs those that come with reapcheck',
    });
  }
  const paths = wanted.filter((one) => existsSync(one) && (/\.ya?ml$/.test(one) || statSync(one).isDirectory()));
  const words = wanted.filter((one) => !paths.includes(one));
  const known = words.length > 0 && existsSync(home) ? scenariosIn(home, context) : [];
  const byWord = words.flatMap((word) => {
    const found = known.filter(({ name, theme, tags }) => name === word || theme === word || tags.includes(word));
    if (found.length === 0) throw unknownScenario(word, known, home);
    return found;
  });
  const byPath = paths
    .flatMap((path) => (statSync(path).isDirectory() ? filesIn(path) : [path]))
    .map((file) => readScenario(file, context));
  return unique([...byPath, ...byWord]);
}

function filesIn(folder: string): readonly string[] {
  return globSync('**/*.{yml,yaml}', { cwd: folder })
    .toSorted()
    .map((name) => join(folder, name));
}

function unique(scenarios: readonly Scenario[]): readonly Scenario[] {
  const byName = new Map<string, Scenario>();
  for (const scenario of scenarios) {
    const other = byName.get(scenario.name);
    if (other && resolve(other.place.file) !== resolve(scenario.place.file)) {
      throw new ReapcheckError({
        code: 'duplicate-name',
        kind: 'usage',
        what: `there are two scenarios "${scenario.name}"`,
        where: scenario.place,
        expected: 'each name once',
        seen: `the other one is at ${formatPlace(other.place)}`,
        remedy: 'choose another name for one of them',
      });
    }
    byName.set(scenario.name, scenario);
  }
  return [...byName.values()].toSorted((a, b) => a.theme.localeCompare(b.theme) || a.name.localeCompare(b.name));
}

function unknownScenario(word: string, known: readonly Scenario[], home: string): ReapcheckError {
  const names = [...new Set(known.flatMap(({ name, theme, tags }) => [name, theme, ...tags]))];
  const near = nearest(word, names);
  return new ReapcheckError({
    code: 'unknown-scenario',
    kind: 'usage',
    what: `"${word}" is no file, and no scenario in ${home} has this name, theme or tag`,
    expected: names.toSorted().join(', ') || 'a file or folder with scenarios',
    remedy: near ? `did you mean "${near}"?` : 'reapcheck list shows them',
  });
}
