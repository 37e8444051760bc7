/**
 * What `npm test` needs on a new machine: container hosts, and ansible-core of both ends of what is tested, as far as this machine
 * has a Python for them; one at least; and the newer end in an image. `--all` takes every tested series. What can't be had is said, and is not tested.
 */
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { SERIES } from '../harness/model/ansible-core.ts';
import { fittingPython } from '../harness/setup/fitting-python.ts';
import { readMachine } from '../harness/setup/machine.ts';
import { pythonsHere } from '../harness/setup/pythons.ts';

/** The end that is old, and the newest that is released. */
const ENDS = ['2.14', '2.19'];

const DOCTOR = fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url));

async function doctor(...more: readonly string[]): Promise<void> {
  const args = [DOCTOR, 'doctor', '--fix', ...more];
  const { exitCode } = await execa(process.execPath, args, { stdio: 'inherit', reject: false });
  if (exitCode !== 0) process.exit(exitCode ?? 1);
}

const { env } = readMachine();
// A machine without any Python gets that of its distribution, and with it the first ansible-core.
if ((await pythonsHere(env)).length === 0) await doctor();
const pythons = await pythonsHere(env);
const wanted = process.argv.includes('--all') ? SERIES.filter(({ tested }) => tested).map(({ name }) => name) : ENDS;
let had = 0;
for (const version of wanted) {
  const fitting = fittingPython(pythons, version);
  if ('why' in fitting) process.stderr.write(`not tested here: ${fitting.why}\n`);
  else {
    await doctor('--ansible', version);
    had += 1;
  }
}
if (had === 0) await doctor();
// An image has its own Python: what is tested of it needs none of this machine.
for (const version of process.argv.includes('--all') ? wanted : ENDS.slice(-1))
  await doctor('--controller', 'container', '--ansible', version);
