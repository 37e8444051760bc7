import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PLUGINS = fileURLToPath(new URL('../../harness/ansible/plugins', import.meta.url));

/** Sixty looks, each of so many seconds, with a wait before each: how long all of it takes on a clock of the test's own. */
async function windowS({ look, delay, speed }: Record<'look' | 'delay' | 'speed', number>): Promise<number> {
  const script = `
import sys
sys.path.insert(0, ${JSON.stringify(PLUGINS)})
from reapcheck_driver import pace
class Clock:
    at = 1000.0
    def monotonic(self): return self.at
    def sleep(self, seconds): self.at += seconds
pace.time = clock = Clock()
paced = pace._Time(${speed})
for _ in range(60):
    paced.sleep(${delay})
    clock.at += ${look}
print(clock.at - 1000)`;
  return Number((await promisify(execFile)('python3', ['-c', script])).stdout);
}

test('at its own speed waits are as written', async () => {
  expect(await windowS({ look: 0.4, delay: 30, speed: 1 })).toBeCloseTo(60 * 30.4);
});

test('looks don’t stretch a window that is waited for at another speed', async () => {
  // As written it is half an hour and sixty looks.
  expect(await windowS({ look: 0.4, delay: 30, speed: 60 })).toBeCloseTo((60 * 30.4) / 60, 0);
});

test('looks that take longer than all waits are not waited for', async () => {
  expect(await windowS({ look: 2, delay: 30, speed: 60 })).toBeCloseTo(60 * 2 + 0.5);
});
