import { readFileSync } from 'node:fs';

const PAGES = 'harness/audit/rules';
const HOME = 'https://github.com/reapcheck/reapcheck';

/** Where a rule's page is read, in the version that found something. */
export function pageAddress(rule: string, version: string): string {
  return `${HOME}/blob/v${version}/${PAGES}/${rule}/rule.md`;
}

/** A rule's page, in Markdown: why, bad and good. It comes with the package. */
export function pageOf(rule: string): string {
  return readFileSync(new URL(`../../../${PAGES}/${rule}/rule.md`, import.meta.url), 'utf8');
}
