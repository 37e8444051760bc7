/**
 * A recorded value for a stub file, where text is a template: what looks like one is made into one that gives it. A bare brace before
 * another, a percent sign or a hash is all by which a template begins.
 */
export function asWritten(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\{(?=[{%#])/g, "{{ '{' }}");
  if (Array.isArray(value)) return value.map(asWritten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asWritten(one)]));
}
