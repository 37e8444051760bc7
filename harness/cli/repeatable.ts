/** Reads an option that may be given more than once (commander's argument parser). */
export function repeatable(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
