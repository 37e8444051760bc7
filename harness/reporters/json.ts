/** The whole report as it is stored: docs/schema describes it. */
export function jsonOf(report: object): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
