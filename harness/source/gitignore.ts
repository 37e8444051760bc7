import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

/** One .gitignore file: patterns in order, each for paths below its directory. */
export interface IgnoreRules {
  readonly directory: string;
  readonly patterns: readonly { readonly match: RegExp; readonly keep: boolean; readonly directoryOnly: boolean }[];
}

export function readIgnoreFile(directory: string, text: string): IgnoreRules {
  const patterns = text.split(/\r?\n/).flatMap((raw) => {
    const line = raw.replace(/(?<!\\)\s+$/, '');
    if (!line || line.startsWith('#')) return [];
    const keep = line.startsWith('!');
    const body = (keep ? line.slice(1) : line).replace(/^\\(?=[#!])/, '');
    const directoryOnly = body.endsWith('/');
    const bare = body.replace(/\/$/, '');
    const anchored = bare.includes('/');
    return [{ match: toRegExp(bare.replace(/^\//, ''), anchored), keep, directoryOnly }];
  });
  return { directory, patterns };
}

function toRegExp(glob: string, anchored: boolean): RegExp {
  const body = glob.replace(/\*\*\/|\/\*\*|\*|\?|\[[^\]]*\]|[.+^${}()|\\[\]]/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '/**') return '/.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.startsWith('[') && part.length > 2) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return `\\${part}`;
  });
  try {
    return new RegExp(`${anchored ? '^' : '(?:^|/)'}${body}$`);
  } catch {
    return /$^/;
  }
}

/** The last pattern that matches decides, of the nearest file that has one. */
export function isIgnored(rules: readonly IgnoreRules[], path: string, directory: boolean): boolean {
  for (let index = rules.length - 1; index >= 0; index--) {
    const rule = rules[index] as IgnoreRules;
    const inside = relative(rule.directory, path).split(sep).join('/');
    const hit = rule.patterns.findLast(
      (pattern) => (directory || !pattern.directoryOnly) && pattern.match.test(inside),
    );
    if (hit) return !hit.keep;
  }
  return false;
}

/** The .gitignore files of the repository above a directory that is asked for. */
export function gitRulesAbove(directory: string): IgnoreRules[] {
  const rules: IgnoreRules[] = [];
  if (existsSync(join(directory, '.git'))) return rules;
  for (let at = resolve(directory, '..'), level = 0; level < 20; level++) {
    const file = join(at, '.gitignore');
    if (existsSync(file)) rules.unshift(readIgnoreFile(at, readFileSync(file, 'utf8')));
    const up = resolve(at, '..');
    if (existsSync(join(at, '.git'))) return rules;
    if (up === at) return [];
    at = up;
  }
  return [];
}
