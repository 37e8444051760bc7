import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { followEvents } from '../../harness/ansible/events.ts';
import { parseEvent } from '../../harness/ansible/parse-event.ts';
import type { Event } from '../../harness/model/event.ts';
import { waitFor } from '../../harness/time/deadline.ts';

const line = (play: string) => `${JSON.stringify({ type: 'no-hosts', at: 1, play })}\n`;

let folder: string;
let file: string;
let got: Event[];
const plays = () => got.map((event) => (event.type === 'no-hosts' ? event.play : event.type));
const seen = (count: number) =>
  waitFor(() => ({ done: got.length >= count, value: undefined, last: plays() }), { what: 'events', withinMs: 5_000 });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'events-'));
  file = join(folder, 'events.jsonl');
  writeFileSync(file, '');
  got = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('events come while the file grows, whole and in order', async () => {
  const ended = new AbortController();
  const following = followEvents(file, (event) => got.push(event), ended.signal);
  const second = Buffer.from(line('zwei – 二'));
  // Torn in the middle of a character.
  const torn = second.indexOf('二') + 1;
  appendFileSync(file, Buffer.concat([Buffer.from(line('one')), second.subarray(0, torn)]));
  await seen(1);
  expect(plays()).toEqual(['one']);
  appendFileSync(file, second.subarray(torn));
  await seen(2);
  expect(plays()).toEqual(['one', 'zwei – 二']);
  // Written before the end, so delivered before it resolves.
  appendFileSync(file, line('three') + line('x'.repeat(200_000)));
  ended.abort();
  await following;
  expect(plays()).toEqual(['one', 'zwei – 二', 'three', 'x'.repeat(200_000)]);
});

test('half a line at the end, of a writer that was killed, is nothing', async () => {
  appendFileSync(file, `${line('one')}{"type":"no-ho`);
  await followEvents(file, (event) => got.push(event), AbortSignal.abort());
  expect(plays()).toEqual(['one']);
});

test('a line that is no event rejects, with the line', async () => {
  appendFileSync(file, `${line('one')}{"type":"no-hosts","at":1}\n`);
  const following = followEvents(file, (event) => got.push(event), new AbortController().signal);
  await expect(following).rejects.toThrow(/no event: \{"type":"no-hosts","at":1\}/);
  expect(plays()).toEqual(['one']);
});

test('what the model does not name is not let in', () => {
  expect(() => parseEvent('{"type":"no-hosts","at":1,"play":"p","stdout":"secret"}')).toThrow(/stdout/);
  expect(() => parseEvent('{"type":"other"}')).toThrow(/no event/);
  expect(() => parseEvent('not JSON')).toThrow(/not JSON/);
});
