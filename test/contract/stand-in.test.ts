import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { WrapperAct } from '../../harness/model/fault.ts';

const SCRIPT = new URL('../../harness/ansible/plugins/stand_in.py', import.meta.url).pathname;
/** Those of this machine: a host may have any from 2.7 on. */
const PYTHONS = ['python2.7', 'python3.6', 'python3'].filter((name) => {
  const told = execaSync(name, ['--version'], { reject: false });
  return told.exitCode === 0;
});

/** Runs a command as the wrapper would, with the stand-in before it. */
function standIn(python: string, act: WrapperAct, command: readonly string[], standInSeconds: number | null = null) {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const arm = {
    ...act,
    token: 't0k3n',
    fault: 'any',
    jid: 'j1.1',
    jobFile: join(folder, 'j1.1'),
    watcher: process.pid,
    receiptsDir: folder,
    standIn: standInSeconds,
  };
  const run = execa(python, [SCRIPT, 'reapcheck-stand-in', 't0k3n', JSON.stringify(arm), ...command], {
    cwd: folder,
    env: { WHO: 'you & me' },
    input: 'one line\n',
    reject: false,
  });
  const receipt = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  return { run, folder, receipt };
}

describe.each(PYTHONS)('%s', (python) => {
  test('a held job is the very process that began, with its arguments, input, folder, environment and end', async () => {
    const told = 'read line; echo "$$|$line|$WHO|$PWD|$1"; echo complaint >&2; exit 3';
    const { run, folder, receipt } = standIn(python, { act: 'hold', seconds: 0 }, ['sh', '-c', told, 'sh', `it's "ü"`]);
    const ended = await run;
    expect(ended.stdout).toBe(`${run.pid}|one line|you & me|${folder}|it's "ü"`);
    expect(ended).toMatchObject({ stderr: 'complaint', exitCode: 3 });
    expect(receipt('t0k3n').pids.module.pid).toBe(run.pid);
    expect(existsSync(join(folder, 't0k3n.strike.json'))).toBe(false);
  });

  test('it ends of a closed pipe as it would without a stand-in', async () => {
    const { run } = standIn(python, { act: 'hold', seconds: 0 }, ['sh', '-c', 'grep SigIgn /proc/self/status']);
    const ignored = BigInt(`0x${(await run).stdout.split('\t')[1]}`);
    // Python 2 leaves it ignored for all that it starts.
    if (python !== 'python2.7') expect(ignored & (1n << 12n)).toBe(0n);
  });

  test('a stand-in of the user’s is the job', async () => {
    const { run } = standIn(python, { act: 'hold', seconds: 0 }, ['sh', '-c', 'echo real'], 0);
    expect(JSON.parse((await run).stdout)).toMatchObject({ rc: 0, reapcheck: 't0k3n' });
  });

  test('a late failure has let the job begin, and stopped all of it before its end', async () => {
    const { run, folder, receipt } = standIn(python, { act: 'rc', rc: 7, workSeconds: 1.5, strikeSeconds: 1.5 }, [
      'sh',
      '-c',
      'echo > begun; sh -c "sleep 30; echo > done"; echo > done',
    ]);
    const ended = await run;
    expect(ended.exitCode).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ rc: 7, failed: true, stdout: '' });
    expect([existsSync(join(folder, 'begun')), existsSync(join(folder, 'done'))]).toEqual([true, false]);
    expect(receipt('t0k3n.strike')).toMatchObject({ token: 't0k3n', work: 'stopped' });
    expect(execaSync('pgrep', ['-f', folder], { reject: false }).stdout).toBe('');
  });

  test('it says so where the job was quicker, and where it was not begun', async () => {
    const quick = standIn(python, { act: 'rc', rc: 7, workSeconds: 9, strikeSeconds: 0 }, ['true']);
    await quick.run;
    expect(quick.receipt('t0k3n.strike').work).toBe('done');
    const none = standIn(python, { act: 'rc', rc: 7, workSeconds: 0, strikeSeconds: 0 }, ['sh', '-c', 'echo > begun']);
    await none.run;
    expect(none.receipt('t0k3n.strike').work).toBe('none');
    expect(existsSync(join(none.folder, 'begun'))).toBe(false);
  });
});
