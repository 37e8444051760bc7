import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Who may import whom, and which packages: docs/architecture.md. A room that isn't listed may not exist. */
const ROOMS: Readonly<Record<string, { readonly rooms: readonly string[]; readonly packages: readonly string[] }>> = {
  model: { rooms: [], packages: ['zod'] },
  time: { rooms: ['model'], packages: [] },
  trace: { rooms: [], packages: ['debug'] },
  process: { rooms: ['model', 'time'], packages: ['execa'] },
  yaml: { rooms: ['model'], packages: ['yaml', 'zod', 'fastest-levenshtein'] },
  doubles: { rooms: ['model'], packages: [] },
  stubs: { rooms: ['model', 'time', 'yaml', 'source'], packages: ['zod', 'yaml'] },
  scenario: { rooms: ['model', 'time', 'yaml', 'stubs', 'source', 'faults'], packages: ['yaml', 'zod'] },
  lab: { rooms: ['model', 'time', 'trace', 'process'], packages: ['testcontainers', 'dockerode', 'ssh2', 'p-limit'] },
  setup: { rooms: ['model', 'time', 'process', 'lab', 'ansible'], packages: [] },
  ansible: { rooms: ['model', 'time', 'trace', 'process'], packages: ['execa', 'yaml', 'zod'] },
  probe: { rooms: ['model', 'time'], packages: ['ssh2', 'zod'] },
  faults: { rooms: ['model'], packages: [] },
  history: { rooms: ['model', 'trace'], packages: [] },
  checks: { rooms: ['model'], packages: [] },
  plan: { rooms: ['model', 'history', 'checks'], packages: [] },
  design: { rooms: ['model', 'time', 'yaml'], packages: ['yaml', 'zod'] },
  source: { rooms: ['model', 'trace'], packages: ['yaml'] },
  audit: { rooms: ['model', 'source'], packages: ['yaml'] },
  reporters: { rooms: ['model', 'history'], packages: ['cli-table3', 'junit-report-builder'] },
  'report-page': { rooms: ['model'], packages: ['preact', 'd3-scale'] },
  engine: {
    rooms: ['model', 'time', 'lab', 'ansible', 'probe', 'faults', 'history', 'checks', 'stubs', 'doubles', 'plan'],
    packages: ['async-mutex'],
  },
  cli: {
    rooms: [
      'model',
      'time',
      'engine',
      'plan',
      'yaml',
      'stubs',
      'doubles',
      'scenario',
      'source',
      'library',
      'audit',
      'reporters',
      'setup',
      'lab',
      'ansible',
      'faults',
      'history',
      'process',
      'mcp',
    ],
    packages: ['commander', 'log-update', 'slice-ansi', 'string-width'],
  },
  library: {
    rooms: [
      'model',
      'time',
      'engine',
      'plan',
      'stubs',
      'source',
      'audit',
      'design',
      'scenario',
      'lab',
      'ansible',
      'faults',
      'history',
      'checks',
      'reporters',
      'setup',
    ],
    packages: [],
  },
  mcp: {
    rooms: [
      'model',
      'time',
      'source',
      'audit',
      'design',
      'stubs',
      'faults',
      'history',
      'engine',
      'reporters',
      'library',
    ],
    packages: ['@modelcontextprotocol/server', 'async-mutex', 'yaml', 'zod'],
  },
  vitest: {
    rooms: ['model', 'time', 'library', 'lab', 'ansible', 'history', 'checks', 'reporters'],
    packages: ['vitest'],
  },
  index: {
    rooms: ['model', 'engine', 'library', 'faults', 'history', 'checks'],
    packages: [],
  },
};

const files = globSync('harness/**/*.{ts,tsx}', { cwd: new URL('../..', import.meta.url).pathname });
const root = new URL('../..', import.meta.url).pathname;

function roomOf(file: string): string {
  return normalize(file).split('/').slice(1)[0]?.replace(/\.ts$/, '') ?? '';
}

function violations(file: string, text: string): string[] {
  const room = roomOf(file);
  const rule = ROOMS[room];
  if (!rule) return [`${file}: no room "${room}" in the table`];
  const found: string[] = [];
  for (const match of text.matchAll(/(?<![\w'])(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const target = match[1] as string;
    if (target.startsWith('.')) {
      const other = roomOf(join(dirname(file), target));
      if (other !== room && !rule.rooms.includes(other))
        found.push(`${file}: ${room} may not import ${other} (${target})`);
    } else if (!target.startsWith('node:') && !rule.packages.includes(packageOf(target))) {
      found.push(`${file}: ${room} may not import the package ${packageOf(target)}`);
    }
  }
  return found;
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

test('every import is allowed by the table', () => {
  expect(files.length).toBeGreaterThan(30);
  expect(files.flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

test('the rules see a bad import', () => {
  expect(violations('harness/checks/x.ts', "import { Lab } from '../lab/lab.ts';")).toEqual([
    'harness/checks/x.ts: checks may not import lab (../lab/lab.ts)',
  ]);
  expect(violations('harness/model/x.ts', "import { execa } from 'execa';")).toEqual([
    'harness/model/x.ts: model may not import the package execa',
  ]);
  expect(violations('harness/utils/x.ts', '')).toEqual(['harness/utils/x.ts: no room "utils" in the table']);
});

/** The one place for each of these; anything else is a leak of time, output or environment into pure code. */
const ONLY: readonly { readonly what: string; readonly pattern: RegExp; readonly in: RegExp }[] = [
  { what: 'timers and clocks', pattern: /\b(Date\.now|setTimeout|setInterval)\(/, in: /^harness\/(time|cli)\// },
  {
    what: 'process.argv and process.env',
    pattern: /process\.(argv|env)\b/,
    in: /^harness\/(cli\/|vitest\.ts|library\/where\.ts|lab\/(environment|guard|watchdog|engine|docker-host)\.ts|setup\/)/,
  },
  { what: 'console', pattern: /\bconsole\.\w+\(/, in: /^harness\/(cli|reporters)\// },
];

test.each(ONLY)('$what stay where they belong', ({ pattern, in: allowed }) => {
  const outside = files.filter((file) => !allowed.test(file) && pattern.test(readFileSync(join(root, file), 'utf8')));
  expect(outside).toEqual([]);
});
