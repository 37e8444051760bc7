import { expect, test } from 'vitest';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import { hangsOnHost, NoEffect } from '../../harness/faults/fault.ts';
import { sshPenalty } from '../../harness/faults/ssh-penalty.ts';
import type { Machine } from '../../harness/model/machine.ts';

const TARGET = { via: 'async_status', limitMs: 60_000, intervalMs: 2_000, slowness: 0.9, healthyMs: 2_000 } as const;
const OPENSSH = 'SSH-2.0-OpenSSH_10.0p2 Debian-7';
const REFUSAL = 'Not allowed at this time';

/** What happens, in order, on a machine whose sshd says these words to one connection after another, the last of them for ever. */
async function strike(words: readonly string[], sshServer = OPENSSH, intervalMs = 2_000) {
  const happened: string[] = [];
  let asked = 0;
  const machine = {
    sshServer,
    link: {
      endIdle: (ms: number) => {
        happened.push(`end of what was idle for ${ms} ms`);
        return 1;
      },
    },
    knock: async (count: number) => {
      happened.push(`knock ${count}`);
      return count;
    },
    firstWord: async () => words[Math.min(asked++, words.length - 1)] as string,
  } as unknown as Machine;
  const pause = async (ms: number) => void happened.push(`wait ${ms}`);
  const made = sshPenalty.strike?.act(machine, { ...TARGET, intervalMs }, pause, () => {});
  const evidence = await made?.catch((error: unknown) => error);
  return { happened: happened.filter((one) => !one.startsWith('wait')), evidence };
}

test('refused, and greeted again: told by what sshd said', async () => {
  expect(await strike([OPENSSH, REFUSAL, REFUSAL, REFUSAL, OPENSSH])).toEqual({
    // While it refuses, not before and not after.
    happened: ['knock 17', ...Array(2).fill('end of what was idle for 1000 ms')],
    evidence: [
      'after 17 connections without a login sshd refused this address (“Not allowed at this time”) for 0.5 s',
      '2 idle connections were ended meanwhile',
    ],
  });
});

test('it lasts as long as an outage does, as far as one sshd takes connections for it', async () => {
  expect((await strike([REFUSAL, OPENSSH], OPENSSH, 20_000)).happened[0]).toBe('knock 32');
  expect((await strike([REFUSAL, OPENSSH], OPENSSH, 3_600_000)).happened[0]).toBe('knock 180');
});

test('where looks come one upon the other, a pause is shorter', async () => {
  expect((await strike([REFUSAL, REFUSAL, OPENSSH], OPENSSH, 100)).happened[1]).toBe('end of what was idle for 50 ms');
});

test('a trial waits until the penalty is over and the job could have run', () => {
  expect(sshPenalty.settlesMs(TARGET)).toBe(17_000 + 8_000);
});

test('whether it can be struck hangs on the host; a fault of the job hangs on none', () => {
  expect([sshPenalty, ...faultsNamed(['fail'])].map(hangsOnHost)).toEqual([true, false]);
});

test('an sshd that greets on has not penalised anybody, and nothing is ended', async () => {
  const { happened, evidence } = await strike([OPENSSH]);
  expect(happened).toEqual(['knock 17']);
  expect(evidence).toBeInstanceOf(NoEffect);
});

test('only sshd’s own words are a refusal, and one that never greets again has another reason for it', async () => {
  for (const word of ['', 'Exceeded MaxStartups']) {
    const { happened, evidence } = await strike([word]);
    expect(happened).toEqual(['knock 17']);
    expect(evidence).toEqual(new NoEffect(`after 17 connections without a login the next one was told “${word}”`));
  }
  expect((await strike([REFUSAL])).evidence).toBeInstanceOf(NoEffect);
});

test('which servers know penalties: OpenSSH from 9.8 on', async () => {
  const why = (sshServer: string) => sshPenalty.cantOn?.(sshServer);
  for (const able of ['SSH-2.0-OpenSSH_9.8', 'SSH-2.0-OpenSSH_9.9p1', OPENSSH]) expect(why(able)).toBeUndefined();
  expect(why('SSH-2.0-OpenSSH_9.7p1')).toBe('its SSH server is OpenSSH 9.7, and penalties came with 9.8');
  expect(why('SSH-2.0-OpenSSH_8.4p1 Debian-5+deb11u3')).toContain('OpenSSH 8.4');
  expect(why('SSH-2.0-OpenSSH_8.9p1')).toContain('OpenSSH 8.9,');
  expect(why('SSH-2.0-OpenSSH_9.10p1')).toBeUndefined();
  expect(why('SSH-2.0-dropbear_2022.83')).toBe(
    'its SSH server calls itself SSH-2.0-dropbear_2022.83, and penalties are known of OpenSSH alone',
  );
  const { happened, evidence } = await strike([REFUSAL], 'SSH-2.0-OpenSSH_9.2p1');
  expect([happened, evidence]).toEqual([[], expect.any(NoEffect)]);
});
