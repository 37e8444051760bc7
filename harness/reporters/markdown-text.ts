import type { Finding } from '../model/finding.ts';
import { formatPlace } from '../model/place.ts';
import { visible } from '../model/visible.ts';

/** As Markdown shows it, and no markup of somebody else's. */
export function markdownText(words: string): string {
  return visible(words).replaceAll(/[\\`*_{}[\]<>|#&]/g, (mark) => `\\${mark}`);
}

/** Each with its place and what to do, as a list. */
export function markdownFindings(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ severity, rule, message, remedy, place }) => [
    '',
    `- **${severity}** ${place ? `\`${formatPlace(place)}\` ` : ''}${markdownText(message)} (${rule})`,
    ...toDo(remedy),
  ]);
}

/** Nothing without rows. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  return ['', ...[head, head.map(() => '---'), ...rows].map((cells) => cells.join(' | '))];
}

/** A head, and what follows from it as a list. */
export function markdownChanges([head = '', ...lines]: readonly string[]): readonly string[] {
  return ['', markdownText(head), ...lines.map((line) => `- ${markdownText(line.trim())}`)];
}

function toDo(remedy: string): readonly string[] {
  const [first = '', ...rest] = remedy.split('\n').map(visible);
  if (rest.length === 0) return [`  To do: ${markdownText(first)}`];
  return [`  To do: ${markdownText(first)}`, '', '  ```yaml', ...rest.map((line) => `  ${line}`), '  ```'];
}
