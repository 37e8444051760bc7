// SIGKILL of the harness at random moments of a drill; says what was left 10 s later. `node test/bench/kill-harness.ts [times]`
import { pause } from '../../harness/time/clock.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';

const times = Number(process.argv[2] ?? 20);
const LONGEST_MS = 25_000;
let passed = 0;
for (let n = 1; n <= times; n++) {
  using workplace = new Workplace();
  const drill = workplace.start(['drill', 'playbooks/good/parallel-jobs.yml', '--runs', workplace.runs]);
  const afterMs = Math.round(Math.random() * LONGEST_MS);
  const group = n % 2 === 0;
  await pause(afterMs);
  const sessions = workplace.sessions();
  try {
    process.kill(group ? -drill.pid : drill.pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
  await drill.ended;
  const what = `${String(n).padStart(2)}: SIGKILL of the ${group ? 'group  ' : 'process'} after ${afterMs} ms, session ${sessions.join() || 'none yet'}`;
  try {
    await nothingLeft(workplace, sessions, 10_000);
    passed += 1;
    process.stdout.write(`${what}: nothing left\n`);
  } catch (error) {
    process.stdout.write(`${what}: LEFT: ${error}\n`);
  }
}
process.stdout.write(`${passed} passed, ${times - passed} failed\n`);
process.exitCode = passed === times ? 0 : 1;
