import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of our own code: `harness` in a checkout, `dist` in a package, which has `harness` for what isn't compiled. */
const CODE = fileURLToPath(new URL('..', import.meta.url));
const ROOT = dirname(CODE);

let known: string | undefined;

/** Our version, with a digest that changes with any file of our own code, whether the version does or not. */
export function ownVersionAndCode(): string {
  if (known !== undefined) return known;
  const files = globSync([`${basename(CODE)}/**/*.{js,ts}`, 'harness/**/*.{py,sh}'], { cwd: ROOT });
  const hash = createHash('sha256');
  for (const file of files.toSorted()) hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  known = `${version} (${hash.digest('hex').slice(0, 12)})`;
  return known;
}
