import { z } from 'zod';
import type { AuditFinding, KnownNumber } from '../model/audit.ts';
import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/place.ts';

/** Parts of answers that several tools have. */

export const paths = z
  .array(z.string())
  .min(1)
  .max(50)
  .describe('Playbooks, roles, task files or folders, seen from a root');

export const playbook = z.string().describe('One playbook, seen from a root');

export const seconds = z.number().nullable().describe('Seconds; null where the source does not tell');

export const place = z.object({ file: z.string(), line: z.number(), column: z.number().optional() });

export const finding = z.object({
  rule: z.string().describe('Its page is reapcheck://rules/<rule>, if the audit found it'),
  severity: z.enum(['error', 'warning', 'note']),
  confidence: z.enum(['certain', 'likely', 'possible']),
  message: z.string(),
  place: place.optional(),
  evidence: z.array(z.string()),
  remedy: z.string(),
  witness: z.array(z.string()).optional().describe('The way on which it happens, task by task'),
});

export function findingOf(found: Finding & Pick<Partial<AuditFinding>, 'witness'>): z.input<typeof finding> {
  const { rule, severity, confidence, message, evidence, remedy, witness } = found;
  return {
    rule,
    severity,
    confidence,
    message,
    ...(found.place ? { place: placeOf(found.place) } : {}),
    evidence: [...evidence],
    remedy,
    ...(witness ? { witness: witness.map((step) => `${step.place.line}: "${step.task}" ${step.what}`) } : {}),
  };
}

export function placeOf({ file, line, column }: Place): z.input<typeof place> {
  return { file, line, ...(column === undefined ? {} : { column }) };
}

export function secondsOf(number: KnownNumber): number | null {
  return number.known ? number.value : null;
}

/** A list that the library won't change. */
export function list<T>(items: readonly T[]): T[] {
  return [...items];
}
