import { expect, test } from 'vitest';
import { unframe } from '../../harness/lab/container-logs.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import { isSessionId } from '../../harness/lab/mark.ts';
import { parseEnviron } from '../../harness/lab/marked-process.ts';

test('an environment block is read entry by entry', () => {
  const environ = parseEnviron('A=1\0REAPCHECK_SESSION=0123456789\0B=x=y\0=odd\0novalue\0');
  expect([...environ]).toEqual([
    ['A', '1'],
    ['REAPCHECK_SESSION', '0123456789'],
    ['B', 'x=y'],
  ]);
});

test.each([
  ['0123456789', true],
  ['abcdef0123', true],
  ['', false],
  ['drill', false],
  ['0123456789x', false],
  ['../../etc00', false],
])('%s is a session id: %s', (text, is) => {
  expect(isSessionId(text)).toBe(is);
});

test("the engine's framing comes off, both streams in order", () => {
  const frame = (stream: number, text: string) => {
    const head = Buffer.alloc(8);
    head[0] = stream;
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };
  expect(unframe(Buffer.concat([frame(1, 'out\n'), frame(2, 'grün\n'), frame(1, 'end')]))).toBe('out\ngrün\nend');
  expect(unframe(Buffer.alloc(0))).toBe('');
});

test('no kind of host asks for all capabilities', () => {
  for (const kind of Object.values(HOST_KINDS)) {
    expect(kind.capabilities.length).toBeGreaterThan(0);
    expect(kind.capabilities).not.toContain('ALL');
  }
});
