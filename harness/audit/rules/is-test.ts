/** Whether a file belongs to tests: their hosts are made to be thrown away. */
export function isTest(file: string): boolean {
  return /(^|\/)(tests?|molecule|integration_tests?)(\/|$)/.test(file);
}
