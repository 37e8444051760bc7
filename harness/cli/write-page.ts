import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReapcheckError } from '../model/error.ts';

const PAGE_FILE = 'report.html';

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
    if (!(error instanceof ReapcheckError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    console.error(`reapcheck: no ${PAGE_FILE}: ${(error as Error).message}`);
  }
}
