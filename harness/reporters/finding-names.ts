import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { Finding } from '../model/finding.ts';
import { formatPlace, type Place } from '../model/place.ts';

/** With files as they are called from a folder, in its words, too. */
export function findingFrom<One extends Finding>(finding: One, cwd: string): One {
  const { place, related } = finding;
  const short = (one: Place): Place => ({ ...one, file: relative(cwd, one.file) || one.file });
  const places = [...(place ? [place] : []), ...(related ?? []).map((one) => one.place)];
  const words = (text: string) =>
    places.reduce((all, one) => all.replaceAll(formatPlace(one), formatPlace(short(one))), text);
  return {
    ...finding,
    message: words(finding.message),
    remedy: words(finding.remedy),
    evidence: finding.evidence.map(words),
    ...(place ? { place: short(place) } : {}),
    ...(related ? { related: related.map((one) => ({ ...one, place: short(one.place) })) } : {}),
  };
}

/** Where a reader wants a line for each, such as GitHub's code scanning: what has none stands at the first one of the file that was run. */
export function placedIn<One extends Finding>(finding: One, file: string): One {
  return finding.place ? finding : { ...finding, place: { file, line: 1 } };
}

/** Stays what it is when lines move: by the rule, the file, and the words without numbers. */
export function identityOf({ rule, place, message }: Finding): string {
  const words = message.replaceAll(/:\d+/g, '').replaceAll(/\d+(\.\d+)?/g, '#');
  return createHash('sha256')
    .update([rule, place?.file ?? '', words].join('\0'))
    .digest('hex')
    .slice(0, 32);
}
