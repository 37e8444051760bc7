import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { audit } from '../audit/audit.ts';
import { fingerprint, newSince, readBaseline, toBaseline } from '../audit/baseline.ts';
import { applyConfig, isSetApart, NO_CONFIG, readConfig } from '../audit/config.ts';
import { changedLines, unifiedDiff } from '../audit/fix/diff.ts';
import { changesOf, type Judged, mend } from '../audit/fix/mend.ts';
import { applyIgnores } from '../audit/ignore.ts';
import { RULES } from '../audit/rules/index.ts';
import { pageAddress, pageOf } from '../audit/rules/page.ts';
import { writeWhole } from '../library/write-whole.ts';
import { type AuditedProject, type AuditNote, type AuditRule, INTERNAL_ERROR, NOT_FOLLOWED } from '../model/audit.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Confidence, Severity } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import { visible } from '../model/visible.ts';
import { AUDIT_REPORTERS } from '../reporters/audit/catalogue.ts';
import type { AuditReport } from '../reporters/audit/text.ts';
import type { AuditTold } from '../reporters/audit/told.ts';
import { isAsked } from '../source/is-asked.ts';
import { DEFAULT_OPTIONS } from '../source/options.ts';
import { readTree, type Tree } from '../source/read-tree.ts';
import { EXIT } from './exit-codes.ts';
import { ownVersion } from './package-root.ts';
import { offerReporters, type ReporterFlags, reportersAsked } from './reporter-options.ts';
import { reportersNamed, tell } from './reporters.ts';
import { contextOf } from './stored-report.ts';
import { requireWritableFile } from './writable.ts';

interface Flags extends ReporterFlags {
  readonly config?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly minSeverity: string;
  readonly minConfidence: string;
  readonly list?: boolean;
  readonly notes?: boolean;
  readonly fix?: boolean;
  readonly diff?: boolean;
}

/** Older spellings of `--reporter` that it has. */
const SHORTHANDS = ['format', 'json'] as const;
const SEVERITIES: readonly Severity[] = ['note', 'warning', 'error'];
const CONFIDENCES: readonly Confidence[] = ['possible', 'likely', 'certain'];

/** Adds `reapcheck audit`. Exit code 0 = clean, 1 = findings, 2 = none, but a part could not be judged; what it throws is a `ReapcheckError` or a bug. */
export function registerAudit(program: Command): void {
  offerReporters(program.command('audit'), AUDIT_REPORTERS, SHORTHANDS)
    .description('find async tasks in playbooks and roles whose failure would not be seen')
    .argument('[paths...]', 'playbooks, roles or directories', ['.'])
    .option('--config <file>', 'settings (default: .reapcheck.yml, if there)')
    .option('--baseline <file>', 'leave out the findings of a baseline file')
    .option('--write-baseline <file>', 'write the findings as a baseline file, and exit 0')
    .option('--min-severity <severity>', `leave out what is below: ${SEVERITIES.join(', ')}`, 'note')
    .option('--min-confidence <confidence>', `leave out what is below: ${CONFIDENCES.join(', ')}`, 'possible')
    .option('--list', 'list every async task with its class, limit and reaps')
    .option('--notes', 'show what could not be read in full')
    .option('--fix', 'change the files for findings with one right answer')
    .option('--diff', 'show what --fix would change, and change nothing')
    .action(async (paths: string[], flags: Flags) => {
      process.exitCode = await runAudit(paths, flags, process.cwd(), (text) => process.stdout.write(text));
    });
}

/** The exit code. */
export async function runAudit(
  paths: readonly string[],
  flags: Flags,
  cwd: string,
  print: (text: string) => void,
): Promise<0 | 1 | 2> {
  const reporters = await reportersNamed(reportersAsked(flags, SHORTHANDS), cwd, AUDIT_REPORTERS);
  requireWritableFile('--write-baseline', flags.writeBaseline, cwd);
  const look = lookFor(flags, cwd);
  const first = look(readTree(paths, { cwd, env: process.env }));
  const mended = (from: Seen) => mend(from, (texts) => look({ ...from.tree, texts }));
  if (flags.diff) {
    for (const { file, before, after } of changesOf(first, mended(first))) print(unifiedDiff(file, before, after));
    return first.findings.length > 0 ? EXIT.findings : EXIT.pass;
  }
  const seen = flags.fix ? mended(first) : first;
  for (const { file, after } of changesOf(first, seen)) writeWhole(resolve(cwd, file), after);
  if (flags.writeBaseline !== undefined) {
    const baseline = toBaseline(seen.findings, seen.tree.texts);
    writeFileSync(resolve(cwd, flags.writeBaseline), `${JSON.stringify(baseline, null, 2)}\n`);
    print(`${seen.findings.length} findings written to ${flags.writeBaseline}\n`);
    return EXIT.pass;
  }
  const report = reportOf(seen);
  const told: AuditTold = {
    ...{ report, paths, unknown: isUnknown(report), list: flags.list === true, notes: flags.notes === true },
    rules: () => RULES.map(paged),
    fingerprintOf: (finding) => fingerprint(finding, report.texts),
    diffs: () => changesOf(seen, mended(seen)).map(({ file, before, after }) => unifiedDiff(file, before, after)),
    mends: () =>
      changesOf(seen, mended(seen)).flatMap(({ file, before, after }) =>
        changedLines(before, after).map((lines) => ({ file, ...lines })),
      ),
  };
  await tell(reporters, told, contextOf(cwd, cwd), { print });
  refuseUnread(seen.tree, report.notes);
  if (seen.findings.length > 0) return EXIT.findings;
  return isUnknown(report) ? EXIT.unknown : EXIT.pass;
}

/** Whether a part could not be judged. */
function isUnknown({ notes }: AuditReport): boolean {
  return notes.some((note) => note.code === INTERNAL_ERROR);
}

/** A tree, and what was asked to be told of it. */
interface Seen extends Judged, Pick<AuditReport, 'apart' | 'ignored'> {
  readonly tree: Tree;
  readonly notes: readonly AuditNote[];
}

type Look = (tree: Tree) => Seen;

function lookFor(flags: Flags, cwd: string): Look {
  const config = configOf(flags, cwd);
  const baseline =
    flags.baseline === undefined ? undefined : readBaseline(flags.baseline, readNamed(flags.baseline, cwd));
  const severity = oneOf('--min-severity', flags.minSeverity, SEVERITIES);
  const confidence = oneOf('--min-confidence', flags.minConfidence, CONFIDENCES);
  const atLeast = <T>(order: readonly T[], value: T, least: T) => order.indexOf(value) >= order.indexOf(least);
  return (tree) => {
    const { texts, rolePaths, links, asked: wanted, askedFiles: named } = tree;
    const { findings, project } = audit(texts, {
      ...DEFAULT_OPTIONS,
      reapModules: config.reapModules,
      rolePaths,
      links,
      asked: wanted,
      named,
    });
    const asked = applyConfig(config, findings).filter(({ place }) => isAsked(place.file, wanted, project.reached));
    const { kept, ignored, notes } = applyIgnores(asked, texts);
    const strong = kept.filter(
      (one) => atLeast(SEVERITIES, one.severity, severity) && atLeast(CONFIDENCES, one.confidence, confidence),
    );
    const fresh = baseline ? newSince(baseline, strong, texts) : strong;
    const { findings: told = [], apart = [] } = Object.groupBy(fresh, (one) =>
      isSetApart(config, one) ? 'apart' : 'findings',
    );
    return { tree, texts, project, findings: told, apart, ignored, notes };
  };
}

function reportOf({ tree, project, findings, apart, ignored, notes }: Seen): AuditReport {
  return {
    project: onlyAsked(project, tree.asked),
    findings,
    apart,
    ignored,
    notes: [...tree.notes, ...project.notes, ...notes].sort((a, b) => (a.place.file < b.place.file ? -1 : 1)),
    told: (note) =>
      note.code === INTERNAL_ERROR ||
      (note.code === NOT_FOLLOWED && isAsked(note.place.file, tree.askedFiles, project.reached)),
    texts: tree.texts,
    version: ownVersion(),
  };
}

/** A file that was named and can't be read is no file without findings. */
function refuseUnread(tree: Tree, notes: readonly AuditNote[]): void {
  const unread = notes.find(
    (note) => tree.askedFiles.includes(note.place.file) && /^(yaml-error|template-not-yaml|nul-byte)$/.test(note.code),
  );
  if (!unread) return;
  throw new ReapcheckError({
    code: 'unreadable-playbook',
    kind: 'usage',
    what: "can't be read as Ansible would read it, so that nothing is known of what it holds",
    where: unread.place,
    expected: 'a playbook or a file of tasks, in YAML',
    seen: visible(unread.message),
    remedy: 'correct the file, or leave it out',
  });
}

function paged(rule: AuditRule) {
  return { ...rule, page: { text: pageOf(rule.id), address: pageAddress(rule.id, ownVersion()) } };
}

function onlyAsked(project: AuditedProject, asked: readonly string[]): AuditedProject {
  const shown = (task: { readonly place: Place }) => isAsked(task.place.file, asked, project.reached);
  return { ...project, asyncTasks: project.asyncTasks.filter(shown), reaps: project.reaps.filter(shown) };
}

function configOf(flags: Flags, cwd: string) {
  const file = flags.config ?? '.reapcheck.yml';
  if (flags.config === undefined && !existsSync(resolve(cwd, file))) return NO_CONFIG;
  return readConfig(file, readNamed(file, cwd));
}

function readNamed(file: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new ReapcheckError({
      code: 'unreadable-file',
      kind: 'usage',
      what: `can't read ${file}`,
      seen: cause instanceof Error ? cause.message : String(cause),
      remedy: 'give a file that exists and may be read',
      cause,
    });
  }
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found) return found;
  throw new ReapcheckError({
    code: 'bad-option',
    kind: 'usage',
    what: `${name}: "${value}" is not known`,
    expected: allowed.join(', '),
    remedy: `write, for example, ${name} ${allowed[0]}`,
  });
}
