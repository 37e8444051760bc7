import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { tryToWritePage } from '../../harness/cli/write-page.ts';

function said() {
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => spy.mockRestore());
  return () => spy.mock.calls.flat().join('\n');
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'page-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('a page is written beside its report, and nothing is said', () => {
  const [told, at] = [said(), folder()];
  tryToWritePage(at, () => '<p>');
  expect(readFileSync(join(at, 'report.html'), 'utf8')).toBe('<p>');
  expect(told()).toBe('');
});

test('a folder that is gone costs the page, with its reason, and no verdict', () => {
  const told = said();
  tryToWritePage('/nowhere', () => '<p>');
  expect(told()).toMatch(/^reapcheck: no report\.html: ENOENT/);
});

test('a bug of the page costs the page as well, and is told as ours', () => {
  const told = said();
  tryToWritePage(folder(), () => {
    throw new TypeError('no such trial');
  });
  expect(told()).toMatch(/no report\.html: this is a bug in reapcheck\nTypeError: no such trial\n +at /);
});
