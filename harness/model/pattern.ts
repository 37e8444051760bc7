/** Whether a pattern fits a text: `*` stands for any text, everything else for itself. As in reapcheck_driver/pattern.py. */
export function fitsPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(text);
}

/** The name of a task as it is written, as a pattern that fits what a run makes of it: any text where a template stands. */
export function patternOfName(written: string): string {
  return written.replace(/\{\{.*?\}\}/gs, '*');
}
