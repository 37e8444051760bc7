/** One of our Python files. They are not compiled: the same relative path leads there from dist/. */
export function scriptFile(name: string): URL {
  return new URL(`../../harness/probe/${name}`, import.meta.url);
}
