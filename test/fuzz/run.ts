// The audit on damaged projects: node test/fuzz/run.ts [minutes] [first seed]; with 0 minutes, that one seed, whose files are shown.
import { readdirSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { audit } from '../../harness/audit/audit.ts';
import { planFixes } from '../../harness/audit/fix/plan.ts';
import { RULES } from '../../harness/audit/rules/index.ts';
import { isVisible } from '../../harness/model/visible.ts';
import { auditJson } from '../../harness/reporters/audit/json.ts';
import { auditText } from '../../harness/reporters/audit/text.ts';
import { githubAnnotations } from '../../harness/reporters/github.ts';
import { wholeOf } from '../../harness/reporters/pieces.ts';
import { sarif } from '../../harness/reporters/sarif.ts';
import { damaged, randomOf } from './damage.ts';

const SLOW_MS = 20_000;
const PROJECTS = new URL('../unit/audit-projects/', import.meta.url);

/** A project of the unit tests: `=== path` before each file. */
const projects = readdirSync(PROJECTS).map((name) =>
  readFileSync(new URL(name, PROJECTS), 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const at = part.indexOf('\n');
      return [part.slice(0, at), part.slice(at + 1)] as const;
    }),
);

function projectOf(seed: number): Map<string, string> {
  const random = randomOf(seed);
  const texts = new Map<string, string>();
  for (let parts = random(3); parts >= 0; parts--)
    for (const [path, text] of projects[random(projects.length)] ?? [])
      texts.set(path, random(4) === 0 ? text : damaged(text, random));
  return texts;
}

/** What is wrong with what the audit makes of a project; undefined where nothing is. */
function defectOf(texts: ReadonlyMap<string, string>): string | undefined {
  const began = performance.now();
  const { findings, project } = audit(texts);
  const failed = project.notes.find((note) => note.code === 'internal-error');
  if (failed) return `${failed.place.file}:${failed.place.line} ${failed.message}`;
  for (const { place } of [...findings, ...project.notes]) {
    const lines = texts.get(place.file)?.split('\n').length ?? 0;
    if (place.line < 1 || place.line > lines) return `a place that isn't there: ${place.file}:${place.line}`;
  }
  planFixes(findings, project, texts);
  const report = {
    project,
    findings,
    apart: [],
    ignored: [],
    notes: project.notes,
    told: () => true,
    texts,
    version: '0',
  };
  const outputs = {
    text: auditText(report, { list: true, notes: true }),
    json: auditJson(report),
    sarif: sarif({
      ...{ findings, rules: RULES, version: '0' },
      fingerprintOf: (finding) => `${finding.rule} ${finding.place.line}`,
    }),
    github: githubAnnotations(findings),
  };
  for (const [format, output] of Object.entries(outputs))
    if (!isVisible(stripVTControlCharacters(wholeOf(output)))) return `a hidden character in ${format}`;
  const took = performance.now() - began;
  return took > SLOW_MS ? `it took ${Math.round(took)} ms` : undefined;
}

function said(texts: ReadonlyMap<string, string>): string | undefined {
  try {
    return defectOf(texts);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

const [minutes = '10', first = '1'] = process.argv.slice(2);
const until = performance.now() + Number(minutes) * 60_000;
let [seed, defects] = [Number(first), 0];
do {
  const texts = projectOf(seed);
  const defect = said(texts);
  if (defect) {
    defects += 1;
    process.stdout.write(`seed ${seed}: ${defect}\n`);
    if (minutes === '0') for (const [path, text] of texts) process.stdout.write(`=== ${path}\n${text}\n`);
  }
  seed += 1;
} while (performance.now() < until);
process.stdout.write(`seeds ${first} to ${seed - 1}: ${defects} defects\n`);
process.exitCode = defects > 0 ? 1 : 0;
