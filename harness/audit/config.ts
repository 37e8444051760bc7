import type { AuditFinding } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Severity } from '../model/finding.ts';
import { pairOf, textOf, type YamlMap, type YamlNode } from '../source/parse/node.ts';
import { readYaml } from '../source/parse/read-yaml.ts';
import { placeAt, type Source, toSource } from '../source/parse/source.ts';
import { RULES } from './rules/index.ts';

/** What `.reapcheck.yml` says under `audit:`. */
export interface AuditConfig {
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  /** Path prefixes or globs (`*`, `**`) of files whose findings aren't shown. */
  readonly exclude: readonly string[];
  /** Of files whose findings are counted rather than shown, and don't make the audit fail: tests, examples. */
  readonly apart: readonly string[];
  /** Modules that work as `async_status` does. */
  readonly reapModules: readonly string[];
}

export const NO_CONFIG: AuditConfig = { rules: new Map(), exclude: [], apart: [], reapModules: [] };

const SETTINGS = 'rules, exclude, apart, reap_modules';

/** Throws a usage error with its place for anything that it doesn't know. */
export function readConfig(file: string, text: string): AuditConfig {
  const source = toSource(file, text);
  const { roots, notes } = readYaml(source);
  const broken = notes.find((note) => /yaml/.test(note.code));
  if (broken) throw wrong(source, 0, broken.message, 'YAML');
  const audit = roots[0]?.kind === 'map' ? pairOf(roots[0], 'audit')?.value : undefined;
  if (!audit || (audit.kind === 'scalar' && audit.value === null)) return NO_CONFIG;
  if (audit.kind !== 'map') throw wrong(source, audit.start, '"audit" is not a mapping', SETTINGS);
  for (const pair of audit.pairs)
    if (!SETTINGS.split(', ').includes(pair.key))
      throw wrong(source, pair.keyStart, `unknown setting "${pair.key}"`, SETTINGS);
  return {
    rules: readRules(source, pairOf(audit, 'rules')?.value),
    exclude: readList(source, audit, 'exclude'),
    apart: readList(source, audit, 'apart'),
    reapModules: readList(source, audit, 'reap_modules'),
  };
}

function readRules(source: Source, node: YamlNode | undefined): Map<string, Severity | 'off'> {
  const rules = new Map<string, Severity | 'off'>();
  if (!node) return rules;
  if (node.kind !== 'map')
    throw wrong(source, node.start, '"rules" is not a mapping', 'rule: off, error, warning or note');
  for (const pair of node.pairs) {
    if (!RULES.some((rule) => rule.id === pair.key))
      throw wrong(source, pair.keyStart, `no rule "${pair.key}"`, RULES.map((rule) => rule.id).join(', '));
    // YAML 1.1 reads `off` as false.
    const value = pair.value.kind === 'scalar' && pair.value.value === false ? 'off' : textOf(pair.value);
    if (!/^(off|error|warning|note)$/.test(value))
      throw wrong(source, pair.value.start, `"${value}" is no severity`, 'off, error, warning or note');
    rules.set(pair.key, value as Severity | 'off');
  }
  return rules;
}

function readList(source: Source, map: YamlMap, key: string): string[] {
  const node = pairOf(map, key)?.value;
  if (!node) return [];
  if (node.kind !== 'list') throw wrong(source, node.start, `"${key}" is not a list`, 'a list of strings');
  return node.items.map(textOf);
}

function wrong(source: Source, offset: number, what: string, expected: string): ReapcheckError {
  return new ReapcheckError({
    code: 'bad-config',
    kind: 'usage',
    what,
    where: placeAt(source, offset),
    expected,
    remedy: 'correct the file, or leave the setting out',
  });
}

/** Severities as configured, without what is switched off or excluded. */
export function applyConfig(config: AuditConfig, findings: readonly AuditFinding[]): AuditFinding[] {
  const excluded = config.exclude.map(toRegExp);
  return findings.flatMap((finding) => {
    const severity = config.rules.get(finding.rule);
    if (severity === 'off' || excluded.some((pattern) => pattern.test(finding.place.file))) return [];
    return [severity ? { ...finding, severity } : finding];
  });
}

/** Whether a finding is in a file that is set apart. */
export function isSetApart(config: AuditConfig, finding: AuditFinding): boolean {
  return config.apart.some((glob) => toRegExp(glob).test(finding.place.file));
}

function toRegExp(glob: string): RegExp {
  const body = glob
    .replace(/\/$/, '')
    .replace(/\*\*\/?|\*|[.+?^${}()|[\]\\]/g, (part) =>
      part.startsWith('**') ? '.*' : part === '*' ? '[^/]*' : `\\${part}`,
    );
  return new RegExp(`^${body}(/|$)`);
}
