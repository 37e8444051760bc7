import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { endGroup, processesStartedWith, signalGroup } from '../../harness/ansible/process-group.ts';

test('a group whose leader is gone and whose last process is a zombie counts as ended', {
  timeout: 20_000,
}, async () => {
  // Its own group, and a child in another group of its making, which it never reaps.
  const parent = spawn('python3', [
    '-c',
    'import os,time\nr,w=os.pipe()\npid=os.fork()\nif pid==0:\n os.setpgid(0,0); os.write(w,b"x"); time.sleep(999)\nos.read(r,1); print(pid,flush=True); time.sleep(999)',
  ]);
  try {
    const group = Number(String((await once(parent.stdout, 'data'))[0]).trim());
    expect(signalGroup(group, 0)).toBe(true);
    await endGroup(group);
    // Still there, as nobody has reaped it.
    expect(signalGroup(group, 0)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});

test('a group that is not there has ended', async () => {
  await endGroup(2 ** 22 - 3);
});

test.skipIf(process.platform !== 'linux')('forks are found by the environment of the program that forked', async () => {
  const setting = `REAPCHECK_CONFIG=/nowhere/${process.pid}`;
  const [name = '', value = ''] = setting.split('=');
  const parent = spawn(
    'python3',
    [
      '-c',
      `import os,time\nos.environ.pop(${JSON.stringify(name)})\npid=os.fork()\nos.write(1,b"%d\\n" % os.getpid())\ntime.sleep(999)`,
    ],
    { env: { ...process.env, [name]: value }, detached: true },
  );
  try {
    let text = '';
    while (text.split('\n').length < 3) text += String((await once(parent.stdout, 'data'))[0]);
    const two = text.trim().split('\n').map(Number);
    expect([...(await processesStartedWith(setting))].sort()).toEqual(two.sort());
  } finally {
    if (parent.pid) process.kill(-parent.pid, 'SIGKILL');
  }
});
