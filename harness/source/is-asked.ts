/**
 * Whether a file is one that was asked for, stands in a folder that was, or is brought in by one: a file brings its project with it, of which
 * nothing else is judged. `reached`: what each entry brings in.
 */
export function isAsked(
  file: string,
  asked: readonly string[],
  reached: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  return asked.some(
    (path) =>
      path === '.' ||
      file === path ||
      file.startsWith(`${path}/`) ||
      (/^(\.\.\/)*\.\.$/.test(path) && file.startsWith('..')) ||
      reached.get(path)?.has(file) === true,
  );
}
