import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { Controller } from '../../harness/ansible/controller.ts';
import { pluginFile } from '../../harness/ansible/plugins.ts';
import { controllersToTest, playFolder } from './ansible-kit.ts';

const controllers = await controllersToTest();
if (controllers.length === 0) test.skip('needs an ansible-playbook: none was found, none is named');

const MAIN = "if __name__ == '__main__':";

/** Generates into the folder and prints where the original is; `before` runs ahead of it. */
function generate(controller: Controller, folder: string, { before = '', speed = 1 } = {}) {
  const plugins = dirname(pluginFile('drive.py'));
  const code = `
import importlib.util, sys
sys.path.insert(0, ${JSON.stringify(plugins)})
from reapcheck_driver import wrapper
spec = importlib.util.find_spec('ansible.modules.async_wrapper')
${before}
wrapper.generate(${JSON.stringify(folder)}, ${JSON.stringify(plugins)}, ${speed})
print(spec.origin)`;
  return execa(controller.python, ['-B', '-c', code], { reject: false });
}

describe.each(controllers)('ansible-core $coreVersion', (controller) => {
  test("the wrapper is Ansible's own, with nothing but the prelude before its main", async () => {
    using folder = playFolder();
    const { stdout, stderr } = await generate(controller, folder.path);
    expect(stderr).toBe('');
    const original = readFileSync(stdout, 'utf8');
    const ours = readFileSync(join(folder.path, 'async_wrapper.py'), 'utf8');
    const [before = '', after = ''] = original.split(MAIN);
    expect(ours.startsWith(before)).toBe(true);
    expect(ours.endsWith(MAIN + after)).toBe(true);
    const inserted = ours.slice(before.length, -(MAIN + after).length);
    expect(inserted).toContain("os.environ.pop('REAPCHECK_ARM', None)");
    expect(inserted).not.toContain('@STAND_IN@');
    expect(inserted).toContain("if '1' != '1':");
  });

  test('at another speed the watcher waits as much faster', async () => {
    using folder = playFolder();
    await generate(controller, folder.path, { speed: 12.5 });
    expect(readFileSync(join(folder.path, 'async_wrapper.py'), 'utf8')).toContain("_reapcheck_pace(float('12.5'))");
  });

  test.each([
    ['a second Popen', 'source + "\\n# subprocess.Popen("'],
    ['no jwrite', 'source.replace("def jwrite(", "def write(")'],
    ['another main', `source.replace(${JSON.stringify(MAIN)}, "main()")`],
  ])('a layout that it does not know is refused: %s', async (_, changed) => {
    using folder = playFolder();
    const copy = join(folder.path, 'changed.py');
    mkdirSync(join(folder.path, 'out'));
    writeFileSync(copy, '');
    const before = `
source = open(spec.origin).read()
open(${JSON.stringify(copy)}, 'w').write(${changed})
spec.origin = ${JSON.stringify(copy)}
importlib.util.find_spec = lambda name: spec`;
    const { exitCode, stderr } = await generate(controller, join(folder.path, 'out'), { before });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain(`unknown layout of ${copy}`);
  });
});
