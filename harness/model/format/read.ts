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
