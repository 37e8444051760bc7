import { expect, test } from 'vitest';
import { keptPrepare } from '../../harness/engine/kept-prepare.ts';
import type { PrepareOrder } from '../../harness/engine/prepare-order.ts';
import type { TrialSetting } from '../../harness/engine/trial-setting.ts';
import type { KeptDisk } from '../../harness/lab/images/kept-disks.ts';

const DISK: KeptDisk = { id: 'sha256:1', image: 'a:b', of: 'x', host: 'web', note: 1, madeAt: 0, bytes: 1 };
const ORDER = {
  playbook: 'prepare.yml',
  playFiles: [],
  budgetMs: 1,
  fresh: false,
  say: () => {},
} satisfies PrepareOrder;

function kept(note: unknown) {
  const lab = { disks: { kept: async () => [{ ...DISK, note }] } };
  const setting = { cwd: '/p', kind: 'light', controller: { coreVersion: '2.19.1' }, hostNames: ['web'], lab };
  return keptPrepare(setting as unknown as TrialSetting, ORDER);
}

test.each([1, null, {}, { inputs: {}, read: {}, report: {} }, { read: { files: [], roles: [], lookups: [] } }])(
  'what another version has kept, and says in other words, is as good as not there: %j',
  async (note) => {
    expect(await kept(note)).toEqual([]);
  },
);
