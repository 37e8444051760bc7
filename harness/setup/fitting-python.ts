import { isReleased, pythonsOf, runsOn, SERIES, seriesForPython, seriesOf } from '../model/ansible-core.ts';
import type { Python } from './pythons.ts';

/** What `--fix` would install, and with which Python; or why it can't. */
export type Fitting =
  | { readonly version: string; readonly python: Python }
  | { readonly version: string | undefined; readonly why: string; readonly remedy: string };

/**
 * For a wanted version, the first Python here that its series runs on; without one, the newest series that we know for `python3`, and else
 * for any other that is here. One that can make virtual environments goes before one that can't.
 */
export function fittingPython(pythons: readonly Python[], wanted: string | undefined): Fitting {
  const able = [...pythons.filter(({ venv }) => venv), ...pythons.filter(({ venv }) => !venv)];
  if (wanted !== undefined) {
    const series = seriesOf(wanted);
    // One that is newer than this table may run on whatever is newest here: pip will tell.
    const python = series ? able.find(({ version }) => runsOn(series, version)) : newest(able);
    if (python) return { version: wanted, python };
    const needs = series ? pythonsOf(series) : 'Python 3';
    return {
      version: wanted,
      why: `ansible-core ${wanted} needs ${needs}; here ${listed(pythons)}`,
      remedy: `install ${needs} (on PATH, or with pyenv or uv), then npx reapcheck doctor --fix --ansible ${wanted}`,
    };
  }
  for (const python of able) {
    const version = seriesForPython(python.version);
    if (version !== undefined) return { version, python };
  }
  const [oldest] = SERIES;
  return {
    version: undefined,
    why: `no ansible-core that works with reapcheck runs on a Python that is here; here ${listed(pythons)}`,
    remedy: `install Python 3.${oldest?.python[0]} or newer, with venv`,
  };
}

function newest(pythons: readonly Python[]): Python | undefined {
  return pythons.toSorted((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true })).at(-1);
}

/** What pip is asked for: of a series that isn't released yet, its candidates (PEP 440: a specifier that names one lets them in). */
export function requirementOf(version: string): string {
  const series = seriesOf(version);
  if (series?.name !== version) return `ansible-core==${version}${/^\d+\.\d+$/.test(version) ? '.*' : ''}`;
  return `ansible-core==${version}.*${isReleased(series) ? '' : `,>=${version}.dev0`}`;
}

function listed(pythons: readonly Python[]): string {
  if (pythons.length === 0) return 'is no Python 3';
  const byVersion = new Map(pythons.toReversed().map(({ path, version }) => [version, path]));
  return `are ${[...byVersion]
    .toReversed()
    .map(([version, path]) => `${version} (${path})`)
    .join(', ')}`;
}
