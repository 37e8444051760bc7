import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { noteConfigured } from '../../harness/library/configured-note.ts';
import { openedFor } from '../../harness/library/where.ts';
import { controllersToTest } from './ansible-kit.ts';

const controllers = await controllersToTest('newest');

describe.each(controllers)('ansible-core $coreVersion', ({ executable }) => {
  async function noted(config: string, inventory?: readonly string[]): Promise<readonly string[]> {
    const cwd = mkdtempSync(join(tmpdir(), 'rc configured '));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    writeFileSync(join(cwd, 'ansible.cfg'), config);
    writeFileSync(join(cwd, 'hosts'), 'web1\n');
    const notes: string[] = [];
    const opened = await openedFor('site.yml', { cwd, ansible: executable, shown: () => [] });
    await noteConfigured({ cwd, inventory, onNote: (text) => notes.push(text) }, opened);
    return notes;
  }

  test('an inventory that is configured, and not drilled, is named', async () => {
    expect(await noted('[defaults]\ninventory = hosts\n')).toEqual([
      expect.stringMatching(/\/hosts, .*--configured-inv/),
    ]);
  });

  test('nothing is said where none is configured, one is drilled, or the configuration is not read', async () => {
    expect(await noted('[defaults]\nforks = 3\n')).toEqual([]);
    expect(await noted('[defaults]\ninventory = hosts\n', ['hosts'])).toEqual([]);
    expect(await noted('[defaults\n')).toEqual([]);
  });
});
