import type { DrillPage, RunPage } from '../model/drill-page.ts';

/** The page's view of the drill, which stands in it as JSON. */
export function readPage(): DrillPage {
  return JSON.parse(textOf('page')) as DrillPage;
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
