import type { DrillOptions } from '../library/drill-options.ts';
import { ReapcheckError } from '../model/error.ts';
import { MOST_HOSTS } from '../model/host.ts';
import { parseDuration } from '../time/duration.ts';
import { sampleOf } from './drill-inventory.ts';
import { namesIn, numberIn, outsideIn, positive, standIn } from './drill-options.ts';
import type { PartFlags } from './drill-part.ts';
import { hostKind, hostLook } from './host-kind.ts';
import type { ReporterFlags } from './reporter-options.ts';

/** As they stand on the command line. */
export interface DrillFlags extends PartFlags, Pick<ReporterFlags, 'json' | 'reporter'> {
  readonly faults?: string;
  readonly preset?: string;
  readonly jobs?: string;
  readonly list?: boolean;
  readonly isolate?: boolean;
  readonly failFast?: boolean;
  readonly acceptUncovered?: boolean;
  readonly standIn?: readonly string[];
  readonly stubs?: string;
  readonly prepare?: string;
  readonly freshPrepare?: boolean;
  readonly molecule?: string;
  readonly suggestStubs?: boolean;
  readonly outside?: string;
  readonly speed?: string;
  readonly slowness?: string;
  readonly headroom?: string;
  readonly inventory?: readonly string[];
  readonly configuredInventory?: boolean;
  readonly limit?: string;
  readonly sample?: string;
  readonly allHosts?: boolean;
  readonly allItems?: boolean;
  readonly hosts?: string;
  readonly kind?: string;
  readonly look?: string;
  readonly image?: string;
  readonly groups?: string;
  readonly concurrency?: string;
  readonly baselineTimeout?: string;
  readonly timeout?: string;
  readonly ansible?: string;
  readonly controller?: string;
  readonly since?: string;
  readonly failOn?: string;
  readonly allowLocalhost?: boolean;
  readonly engine?: readonly string[];
}

/** What they ask of a drill. What isn't said is left to the library. Throws a usage error for what is no number, no duration or no name. */
export function askedBy(flags: DrillFlags): DrillOptions {
  const given = <Text, Value>(text: Text | undefined, read: (text: Text) => Value) =>
    text === undefined ? undefined : read(text);
  const count = (name: string) => (text: string) => positive(name, text, MOST_HOSTS);
  const within = (name: string, least: number, most: number) => (text: string) => numberIn(name, text, least, most);
  return {
    // Whether there are such is the catalogue's to say.
    faults: (given(flags.faults, (text) => namesIn('--faults', text)) ?? flags.preset) as DrillOptions['faults'],
    hosts: given(flags.hosts, count('--hosts')),
    concurrency: given(flags.concurrency, count('--concurrency')),
    speed: given(flags.speed, within('--speed', 1, 1000)),
    slowness: given(flags.slowness, within('--slowness', 0.01, 0.99)),
    headroom: given(flags.headroom, within('--headroom', 1, 1000)),
    standIns: flags.standIn?.map(standIn),
    baselineLimitMs: given(flags.baselineTimeout, (text) => parseDuration(text, '--baseline-timeout')),
    trialLimitMs: given(flags.timeout, (text) => parseDuration(text, '--timeout')),
    outside: given(flags.outside, outsideIn),
    look: given(flags.look, hostLook),
    jobs: given(flags.jobs, (text) => namesIn('--jobs', text)),
    kind: given(flags.kind, hostKind),
    image: flags.image,
    groups: flags.groups?.split(','),
    limit: flags.limit,
    sample: sampleOf(flags),
    allItems: flags.allItems,
    stubs: flags.stubs,
    prepare: flags.prepare,
    freshPrepare: flags.freshPrepare,
    ansible: flags.ansible,
    controller: flags.controller,
    runs: flags.runs,
    isolate: flags.isolate,
    failFast: flags.failFast,
    acceptUncovered: flags.acceptUncovered,
  };
}

/** Whether only what is new since an earlier report fails the drill. */
export function failsOnlyOnNew(failOn = 'any', compared: boolean): boolean {
  if (failOn === 'any' || (failOn === 'new' && compared)) return failOn === 'new';
  throw new ReapcheckError({
    code: 'bad-fail-on',
    kind: 'usage',
    what: failOn === 'new' ? '--fail-on new: nothing says what is new' : `--fail-on "${failOn}" is not known`,
    expected: 'any; or new, with --since',
    remedy: 'write, for example, --since latest --fail-on new',
  });
}

/** An option of earlier versions. */
export function localhostIsDoubled(): ReapcheckError {
  return new ReapcheckError({
    code: 'no-such-option',
    kind: 'usage',
    what: '--allow-localhost is gone: no drill acts on this machine',
    expected: 'plays on localhost without it: they act on a double of this machine, which is thrown away',
    remedy: 'leave it out',
  });
}
