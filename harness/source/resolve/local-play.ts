import type { Keywords } from '../parse/keywords.ts';
import { textOf } from '../parse/node.ts';

/** Whether a play, by what it says of itself, acts on the machine of its controller alone. */
export function isLocalPlay(keywords: Keywords): boolean {
  const says = (keyword: string) => textOf(keywords.get(keyword)?.value).trim();
  return /^(localhost|127\.0\.0\.1)$/.test(says('hosts')) || says('connection') === 'local';
}
