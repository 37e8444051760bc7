import { cpSync, globSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { DrillReport } from '../../harness/model/report.ts';
import { alike, kindAndHow } from '../../harness/plan/alike.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

/** A project that has this checkout as its dependency, as others have reapcheck: `npx reapcheck` in it runs what `npm run build` built. */
export function theirProject(folder: string, files: Readonly<Record<string, string>>): string {
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(ROOT, join(modules, 'reapcheck'));
  symlinkSync('../reapcheck/bin/reapcheck.cjs', join(modules, '.bin/reapcheck'));
  for (const [name, from] of Object.entries({ playbooks: 'playbooks', ...files }))
    cpSync(join(ROOT, from), join(folder, name), { recursive: true });
  return folder;
}

/** One line for each trial that two reports of a drill don't agree on. */
export function disagreements(one: DrillReport, other: DrillReport): readonly string[] {
  const [first, second] = [one, other].map(({ trials }) => new Map(trials.map((it) => [it.trial.id, it])));
  return [...new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])])].flatMap((id) => {
    const [a, b] = [first?.get(id), second?.get(id)];
    if (a && b && alike(a, b)) return [];
    return [`${id}: ${a ? kindAndHow(a.outcome) : 'no trial'} and ${b ? kindAndHow(b.outcome) : 'no trial'}`];
  });
}

/** A git repository whose only dependency is this package, packed: `npm ci` in it asks a registry for what the package depends on. */
export async function theirRepository(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  const here = { cwd: folder };
  for (const [name, from] of Object.entries({ playbooks: 'playbooks', ...files }))
    cpSync(join(ROOT, from), join(folder, name), { recursive: true });
  await execa('npm', ['pack', '--pack-destination', folder], { cwd: ROOT });
  const [tarball] = globSync('*.tgz', here);
  writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  const manifest = { name: 'theirs', private: true, devDependencies: { reapcheck: `file:${tarball}` } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await execa('npm', ['install', '--package-lock-only'], here);
  await execa('git', ['init', '--quiet', '--initial-branch', 'main'], here);
  await execa('git', ['add', '--all'], here);
  const who = ['-c', 'user.name=theirs', '-c', 'user.email=theirs@example.org'];
  await execa('git', [...who, 'commit', '--quiet', '--message', 'all'], here);
  return folder;
}
