import * as z from 'zod';
import { drillFormat } from './drill.ts';
import { entryFormat } from './history.ts';
import { matrixFormat } from './matrix.ts';
import { planFormat } from './plan.ts';
import { runFormat } from './run.ts';
import { runMatrixFormat } from './run-matrix.ts';
import { smokeFormat } from './smoke.ts';

const FORMATS = {
  drill: { of: drillFormat, title: 'report.json of reapcheck drill' },
  run: { of: runFormat, title: 'report.json of reapcheck run' },
  matrix: { of: matrixFormat, title: 'matrix.json of reapcheck drill --matrix' },
  'run-matrix': { of: runMatrixFormat, title: 'matrix.json of reapcheck run --matrix' },
  plan: { of: planFormat, title: 'what reapcheck drill --plan-only writes' },
  smoke: { of: smokeFormat, title: 'verdict.json of reapcheck smoke' },
  history: { of: entryFormat, title: 'a line of history.jsonl' },
} as const;

export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** JSON Schema of what is stored; docs/schema has these. What a newer version adds is no break, and so allowed. */
export function storedJsonSchema(name: FormatName): unknown {
  const { of, title } = FORMATS[name];
  return { $id: `reapcheck/${name}.json`, title, ...z.toJSONSchema(of, { io: 'input', target: 'draft-2020-12' }) };
}
