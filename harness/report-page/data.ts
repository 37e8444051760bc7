import type { AuditPage } from '../model/audit-page.ts';
import type { DrillPage, RunPage } from '../model/drill-page.ts';
import type { MatrixPage } from '../model/matrix-page.ts';
import type { ScenariosPage } from '../model/scenarios-page.ts';
import type { SmokePage } from '../model/smoke-page.ts';

/** What a page may be of. */
export type ReportPage = DrillPage | MatrixPage | ScenariosPage | SmokePage | AuditPage;

/** The page's view of the report, which stands in it as JSON. */
export function readPage(): ReportPage {
  return JSON.parse(textOf('page')) as ReportPage;
}

const read = new Map<string, Promise<RunPage>>();

/** What a run shows: unpacked when somebody looks at it, and then kept. */
export function readRun(id: string): Promise<RunPage> {
  const known = read.get(id);
  if (known) return known;
  const unpacked = unpack(textOf(`run-${id}`)).then((text) => JSON.parse(text) as RunPage);
  read.set(id, unpacked);
  return unpacked;
}

function textOf(id: string): string {
  const element = document.getElementById(id);
  if (!element) throw new Error(`this page has no part "${id}"`);
  return element.textContent ?? '';
}

async function unpack(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64.trim()), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return await new Response(stream).text();
}
