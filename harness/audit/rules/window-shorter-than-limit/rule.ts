import type { AsyncTask, AuditFinding, AuditReap, AuditRule, KnownNumber } from '../../../model/audit.ts';
import { retriesFor } from '../../../model/limits.ts';
import { shownRed } from '../loss.ts';
import { called, type Pair, pairsOf } from '../pairs.ts';

/** The reap gives up while the job may still run: the play fails a healthy job and leaves it behind. */
export const windowShorterThanLimit: AuditRule = {
  id: 'window-shorter-than-limit',
  severity: 'warning',
  confidence: 'likely',
  summary: 'the reap gives up before the job’s limit',
  check: (project) => {
    const short = Map.groupBy(pairsOf(project).filter(isShort), (pair) => pair.reap);
    const always = pairsOf(project).flatMap(alwaysShort);
    return [...[...short].flatMap(([reap, pairs]) => finding(reap, pairs)), ...always];
  },
};

function isShort({ launch, reap }: Pair): boolean {
  if (reap.mode !== 'status' || reap.until === undefined || reap.untilReads === 'success') return false;
  if (launch.class === 'keep-alive' || (reap.retries.known && reap.retries.value === 0)) return false;
  return reap.window.known && launch.limit.known && reap.window.value < launch.limit.value && !isAwaited(launch);
}

/** Where a job that ends late is followed, and other reaps wait on: nobody gives up on it then. */
function isAwaited({ drill }: AsyncTask): boolean {
  const late = drill?.outcomes.get('late');
  return late?.kind === 'green' && late.awaited === true;
}

/** Limit and window hang on one variable, and whatever it is, the window is the shorter. */
function alwaysShort({ launch, reap }: Pair): AuditFinding[] {
  const [limit, window] = [alongOf(launch.limit), alongOf(reap.window)];
  if (!limit || !window || limit.variable !== window.variable || reap.mode !== 'status' || reap.until === undefined)
    return [];
  if (
    launch.class === 'keep-alive' ||
    !limit.values.every((value, index) => value > 0 && (window.values[index] ?? value) < value)
  )
    return [];
  const share = Math.max(...limit.values.map((value, index) => (window.values[index] ?? value) / value));
  const percent = `${Math.max(1, Math.round(share * 100))} %`;
  return [
    {
      rule: 'window-shorter-than-limit',
      severity: share < 0.5 ? 'warning' : 'note',
      confidence: 'likely',
      message: `${called(reap)} waits ${percent} of the limit of ${called(launch)} at most, whatever "${limit.variable}" is: the play gives up on a healthy job`,
      place: reap.keywords.retries ?? reap.keywords.until ?? reap.place,
      evidence: [
        `limit: async: ${launch.limit.text}`,
        `window: retries: ${reap.retries.text || 3}, delay: ${reap.delay.text || 5}`,
        ...(reap.keywords.delay ? [] : ['delay isn’t set: 5 s']),
      ],
      remedy: "make retries × delay at least the limit, or lower the job's async to what it needs",
      related: [{ place: launch.place, message: 'launched here' }],
      subject: reap.id,
    },
  ];
}

function alongOf(number: KnownNumber) {
  return number.known ? undefined : number.along;
}

/** One finding for a reap, with the longest of the limits: that is what its window has to outlast. */
function finding(reap: AuditReap, pairs: readonly Pair[]): AuditFinding[] {
  const limitOf = ({ launch }: Pair) => (launch.limit.known ? launch.limit.value : 0);
  const [longest, ...others] = pairs.toSorted((a, b) => limitOf(b) - limitOf(a));
  const { window, delay } = reap;
  if (!longest || !window.known || !delay.known) return [];
  const { launch } = longest;
  const limit = limitOf(longest);
  const share = window.value / limit;
  const red = launch.drill?.outcomes.get('late');
  const soft = window.soft || (launch.limit.known && launch.limit.soft);
  return [
    {
      rule: 'window-shorter-than-limit',
      severity: share < 0.5 ? 'warning' : 'note',
      confidence: soft ? 'likely' : 'certain',
      message: `${called(reap)} waits ${window.value} s (${window.text}) for ${called(launch)}, which may run ${limit} s: the play gives up on a healthy job`,
      place: reap.keywords.retries ?? reap.keywords.until ?? reap.place,
      evidence: [
        `window ${window.value} s = retries × delay`,
        `limit ${limit} s at line ${launch.keywords.async?.line ?? launch.place.line} of ${launch.place.file}`,
        `the window is ${Math.round(share * 100)} % of the limit`,
        ...(reap.keywords.retries ? [] : ['retries isn’t set: 3']),
        ...(reap.keywords.delay ? [] : ['delay isn’t set: 5 s']),
      ],
      remedy: `retries: ${retriesFor(limit, delay.value)}, or lower the job's async to what it needs`,
      related: [
        { place: launch.place, message: 'launched here' },
        ...others.map((other) => ({
          place: other.launch.place,
          message: `so is this one, which may run ${limitOf(other)} s`,
        })),
      ],
      subject: reap.id,
      ...(red?.kind === 'false-red' && red.by?.task === reap.id && shownRed(launch, red)),
    },
  ];
}
