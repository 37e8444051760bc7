import { ReapcheckError } from '../model/error.ts';
import type { Expectation } from '../model/expectation.ts';
import type { Step, Written } from '../model/scenario.ts';
import { nearest } from '../yaml/nearest.ts';

type Of<K extends Expectation['kind']> = Extract<Expectation, { kind: K }>;

/**
 * Refuses what no run could ever meet: hosts that there are not, and expectations that exclude each other. Without names, nobody
 * knows the hosts before the run.
 */
export function refuseImpossible(step: Step, names: readonly string[] | undefined): void {
  for (const { value, place } of step.expectations) {
    if (names) refuseOtherHosts(value, names, place);
    if (value.kind === 'failures' && value.reasons && value.are !== 'surfaced')
      throw impossible('only a failure that surfaced has a reason', 'because with are: surfaced', place);
    if (
      (value.kind === 'took' || value.kind === 'longest-idle') &&
      (value.span.atLeastMs ?? 0) > (value.span.atMostMs ?? Infinity)
    )
      throw impossible('at-least is above at-most', 'at-least below at-most', place);
  }
  const play = step.expectations.find(({ value }) => value.kind === 'play')?.value as Of<'play'> | undefined;
  if (play?.is !== 'green') return;
  for (const { value, place } of step.expectations)
    if (isRed(value))
      throw impossible('the play can’t be green with this', 'play: red, or nothing that makes it red', place);
}

function refuseOtherHosts(value: Expectation, names: readonly string[], place: Written<unknown>['place']): void {
  if (value.kind === 'hosts') refuseUnknown(Object.keys(value.ends.named), names, place);
  if (value.kind === 'reboots') refuseUnknown(Object.keys(value.counts.named), names, place);
  if (value.kind !== 'host-counts') return;
  const sum = Object.values(value.counts).reduce((total, count) => total + count, 0);
  if (sum > names.length)
    throw impossible(`these are ${sum} hosts, and there are ${names.length}`, 'at most as many as there are', place);
}

/** What makes ansible-playbook end with another exit code than 0. */
function isRed(value: Written<Expectation>['value']): boolean {
  switch (value.kind) {
    case 'hosts':
      return [...Object.values(value.ends.named), value.ends.others].some(
        (end) => end === 'failed' || end === 'unreachable',
      );
    case 'host-counts':
      return (value.counts.failed ?? 0) + (value.counts.unreachable ?? 0) > 0;
    case 'failures':
      return value.are === 'surfaced';
    default:
      return false;
  }
}

function refuseUnknown(given: readonly string[], names: readonly string[], where: Written<unknown>['place']): void {
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownHost(unknown, names, where);
}

export function unknownHost(name: string, names: readonly string[], where: Written<unknown>['place']): ReapcheckError {
  const near = nearest(name, names);
  return new ReapcheckError({
    code: 'unknown-host',
    kind: 'usage',
    what: `there is no host "${name}" in this scenario`,
    where,
    expected: names.join(', '),
    remedy: near === undefined ? 'name one of these, or add it under hosts' : `did you mean "${near}"?`,
  });
}

function impossible(what: string, expected: string, where: Written<unknown>['place']): ReapcheckError {
  return new ReapcheckError({
    code: 'impossible-expectation',
    kind: 'usage',
    what: `no run can meet this: ${what}`,
    where,
    expected,
    remedy: 'take one of the two away',
  });
}
