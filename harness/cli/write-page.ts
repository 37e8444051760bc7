import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReapcheckError } from '../model/error.ts';

export const PAGE_FILE = 'report.html';

/** Writes a page beside its report; returns where. */
export function writePage(folder: string, html: () => string): string {
  const file = join(folder, PAGE_FILE);
  writeFileSync(file, html(), { mode: 0o600 });
  return file;
}

/** The same at the end of a run: its verdict is known, and no page is worth losing it. */
export function tryToWritePage(folder: string, html: () => string): void {
  try {
    writePage(folder, html);
  } catch (error) {
    console.error(`reapcheck: no ${PAGE_FILE}: ${whyNot(error as Error)}`);
  }
}

/** What nobody foresaw is a bug of ours, told with what it takes to find it. */
function whyNot(error: Error): string {
  const foreseen = error instanceof ReapcheckError || 'code' in error;
  return foreseen ? error.message : `this is a bug in reapcheck\n${error.stack ?? error.message}`;
}
