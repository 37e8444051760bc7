import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { exec, execPiped } from '../../harness/process/exec.ts';
import { elapsed } from '../../harness/time/clock.ts';

test('a success: output, and each line as it came', async () => {
  const lines: string[] = [];
  const run = await exec('sh', ['-c', 'echo one; echo two >&2'], { onLine: (line) => lines.push(line) });
  expect(run).toMatchObject({ failed: false, exitCode: 0, stdout: 'one', why: undefined });
  expect(lines.sort()).toEqual(['one', 'two']);
});

test('a failure is a result, with the command in words', async () => {
  const run = await exec('sh', ['-c', 'echo no >&2; exit 3']);
  expect(run).toMatchObject({ failed: true, exitCode: 3, output: 'no' });
  expect(run.why).toContain('exit code 3');
  expect(run.command).toContain("'echo no >&2; exit 3'");
});

test('a command that is not there is a failure too', async () => {
  const run = await exec('no-such-command-anywhere', []);
  expect(run).toMatchObject({ failed: true, exitCode: undefined });
  expect(run.why).toContain('ENOENT');
});

test('arguments reach the command as they are: no shell', async () => {
  expect((await exec('printf', ['%s|', '$HOME', 'a b', ';'])).stdout).toBe('$HOME|a b|;|');
});

test('the environment is the one that is given, and nothing else', async () => {
  const run = await exec('/usr/bin/env', [], { env: { ONLY: 'this', GONE: undefined } });
  expect(run.stdout).toBe('ONLY=this');
});

test('a command that takes too long is ended', async () => {
  const began = elapsed();
  const run = await exec('sleep', ['60'], { timeoutMs: 100 });
  expect(run.failed).toBe(true);
  expect(elapsed() - began).toBeLessThan(50_000);
});

test.each([undefined, () => {}])('an abort ends the command and throws the reason (onLine: %s)', async (onLine) => {
  const abort = new AbortController();
  const running = exec('sh', ['-c', 'echo $$; exec sleep 60'], { signal: abort.signal, ...(onLine && { onLine }) });
  abort.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
});

test('piped: stdout is a stream, stderr comes in lines, and the end tells of a failure', async () => {
  const lines: string[] = [];
  const run = execPiped('sh', ['-c', 'echo step >&2; printf payload; exit 4'], { onLine: (line) => lines.push(line) });
  // The stream ends as if all was well: whoever reads it must ask for the end, too.
  expect(await text(run.stdout)).toBe('payload');
  expect(await run.ended).toMatchObject({ failed: true, exitCode: 4, output: 'step' });
  expect(lines).toEqual(['step']);
});
