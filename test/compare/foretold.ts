import { audit } from '../../harness/audit/audit.ts';
import type { AbstractDrill, AbstractOutcome, End } from '../../harness/model/abstract.ts';
import { STAYS_FAILED } from '../../harness/source/abstract/meta.ts';
import type { Generated } from './generate.ts';

/** Of a run; `either` = it takes a condition that the source doesn't settle. */
export type Colour = 'red' | 'green' | 'either' | 'unknown';

/** How a run ends whose jobs end as said, by the drill in the abstract. `older`: with `finished` as 0 and 1. */
export function foretold(
  { files, hosts, victim, end, launched, hasty }: Generated,
  { well, older }: { readonly well: boolean; readonly older: boolean },
): Colour {
  const { project, findings } = audit(files);
  const { drill } = project.asyncTasks.find(({ name }) => name === 'Work') ?? {};
  // A play whose reap has no job to look for is told of by itself.
  if (!drill || findings.some(({ rule }) => /^(reap-of-no-job|overwritten-register)$/.test(rule))) return 'unknown';
  const { skippedRed } = drill;
  if (!launched) return !skippedRed ? 'green' : skippedRed.conditions.length > 0 ? 'either' : 'red';
  const colours = hosts.map((host, at) => {
    const outcomes = outcomesOf(drill, at > 0, older);
    if (!well && host === victim)
      return older && staysFailed(outcomes?.get(end)) ? 'unknown' : colourOf(outcomes?.get(end));
    return colourOf(outcomes?.get(hasty ? 'late' : 'ok'));
  });
  if (colours.includes('unknown')) return 'unknown';
  if (colours.includes('red')) return 'red';
  return colours.includes('either') ? 'either' : 'green';
}

function outcomesOf(
  { outcomes, elsewhere, older: asOlder }: AbstractDrill,
  notFirst: boolean,
  older: boolean,
): ReadonlyMap<End, AbstractOutcome> | undefined {
  const numbers = older ? asOlder : undefined;
  if (notFirst && elsewhere) return numbers ? undefined : elsewhere;
  return numbers ?? outcomes;
}

/** By its witness, it is another end on older versions. */
function staysFailed(outcome: AbstractOutcome | undefined): boolean {
  return outcome?.kind === 'swallowed' && outcome.witness.some(({ what }) => what.endsWith(STAYS_FAILED));
}

function colourOf(outcome: AbstractOutcome | undefined): Colour {
  if (!outcome || outcome.kind === 'unknown' || outcome.kind === 'surfaced-by-output') return 'unknown';
  if (outcome.kind === 'surfaced' || outcome.kind === 'false-red') return 'red';
  return outcome.kind === 'swallowed' && !outcome.always ? 'either' : 'green';
}
