import type { ZodType } from 'zod';

/** A report, or what of it is none. */
export type Read<Report> = { readonly report: Report } | { readonly misfit: string };

/** What somebody has stored, held against its format. */
export function reportFrom<Report>(format: ZodType, stored: unknown): Read<Report> {
  const { error } = format.safeParse(stored);
  if (!error) return { report: stored as Report };
  const [first] = error.issues;
  return { misfit: first ? `${first.path.join('.') || 'the whole'}: ${first.message}` : error.message };
}

/** By which a stored report says of what kind and version it is. */
export function schemaOf(report: unknown): unknown {
  return typeof report === 'object' && report !== null && 'schema' in report ? report.schema : undefined;
}

/** The text of a file that should be a report of one kind and version; a misfit is told so that it can follow the name of the file. */
export function reportInText<Report extends { readonly schema: string }>(
  text: string,
  schema: Report['schema'],
  format: ZodType,
): Read<Report> {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (error) {
    return { misfit: `is not JSON, it may be cut off: ${(error as Error).message}` };
  }
  const said = schemaOf(stored);
  if (said !== schema) return { misfit: `says ${JSON.stringify(said)}, and this version reads ${schema}` };
  const read = reportFrom<Report>(format, stored);
  return 'misfit' in read ? { misfit: `lacks a part: ${read.misfit}` } : read;
}
