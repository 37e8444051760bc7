import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type McpServer,
  type ReadResourceResult,
  ResourceNotFoundError,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { RULES } from '../audit/rules/index.ts';
import { pageOf } from '../audit/rules/page.ts';
import { FAULTS } from '../faults/catalogue.ts';
import { rootsOf } from './client-roots.ts';
import type { Roots } from './roots.ts';
import { runIn, runNames } from './runs.ts';
import type { Session } from './session.ts';

/** Characters: a history may be far longer, and its beginning tells the most. */
const MOST = 400_000;

const MARKDOWN = 'text/markdown';
const JSON_TYPE = 'application/json';

/** One page, pattern or schema that comes with reapcheck. */
interface Page {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly mimeType: string;
  readonly text: () => string;
}

export function serveResources(server: McpServer, session: Session): void {
  for (const { uri, name, title, mimeType, text } of pagesOf(session.serving.packageRoot))
    server.registerResource(name, uri, { title, mimeType }, () => only(uri, mimeType, text()));
  serveStored(server, session);
}

function pagesOf(root: string): readonly Page[] {
  const read = (file: string) => () => readFileSync(join(root, file), 'utf8');
  const filesIn = (folder: string, end: string) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith(end))
      .map((file) => ({ name: basename(file, end), file: join(folder, file) }));
  return [
    ...RULES.map(({ id, summary }) => ({
      uri: `reapcheck://rules/${id}`,
      name: `rule ${id}`,
      title: summary,
      mimeType: MARKDOWN,
      text: () => pageOf(id),
    })),
    {
      uri: 'reapcheck://faults',
      name: 'faults',
      title: 'All faults: what each does, its proof, what an honest play says',
      mimeType: MARKDOWN,
      text: read('docs/faults.md'),
    },
    ...FAULTS.map((fault) => ({
      uri: `reapcheck://faults/${fault.name}`,
      name: `fault ${fault.name}`,
      title: fault.summary,
      mimeType: MARKDOWN,
      text: () =>
        `# ${fault.name}\n\n${fault.summary}\n\n- group: ${fault.group}\n- proven by: ${fault.proof}\n- healed by: ${fault.heal}\n- harm: ${fault.harm}\n- an honest reap says: ${fault.reasons.async_status.join(', ') || 'green'}\n- an honest keep-alive says: ${fault.reasons['keep-alive'].join(', ') || 'green'}\n`,
    })),
    ...['good', 'bad'].flatMap((kind) =>
      filesIn(join('playbooks', kind), '.yml').map(({ name, file }) => ({
        uri: `reapcheck://patterns/${kind}/${name}`,
        name: `${kind} pattern ${name}`,
        title: kind === 'good' ? 'A pattern that a drill passes' : 'A pattern that a drill finds out',
        mimeType: 'application/yaml',
        text: read(file),
      })),
    ),
    ...filesIn('docs/schema', '.json').map(({ name, file }) => ({
      uri: `reapcheck://schemas/${name}`,
      name: `schema ${name}`,
      title: `JSON Schema: ${name}`,
      mimeType: JSON_TYPE,
      text: read(file),
    })),
  ];
}

/** What runs have left in the roots, and answers that were too long. */
function serveStored(server: McpServer, session: Session): void {
  const roots = async (context: ServerContext) => await rootsOf(server, session, context);
  const listed = async (context: ServerContext, of: (found: Roots) => readonly { uri: string; name: string }[]) => {
    const found = await roots(context);
    return { resources: 'resultType' in found ? [] : [...of(found)] };
  };
  server.registerResource(
    'report',
    new ResourceTemplate('reapcheck://runs/{playbook}/{time}/report', {
      list: (context) =>
        listed(context, (found) =>
          runNames(found).map((name) => ({ uri: `reapcheck://runs/${name}/report`, name: `report of ${name}` })),
        ),
    }),
    { title: 'The report of a drill', mimeType: JSON_TYPE },
    async (uri, { playbook, time }, context) => {
      const found = await roots(context);
      if ('resultType' in found) return found;
      const { report } = runIn(`${playbook}/${time}`, found);
      return only(uri.href, JSON_TYPE, JSON.stringify(report, null, 1));
    },
  );
  server.registerResource(
    'history',
    new ResourceTemplate('reapcheck://runs/{playbook}/{time}/history/{trial}', { list: undefined }),
    { title: 'The history of a trial, or of the baseline', mimeType: 'application/jsonl' },
    async (uri, { playbook, time, trial }, context) => {
      const found = await roots(context);
      if ('resultType' in found) return found;
      const { report, folder } = runIn(`${playbook}/${time}`, found);
      const wanted = decodeURIComponent(String(trial));
      const run = wanted === 'baseline' ? report.baseline : report.trials.find(({ trial: { id } }) => id === wanted);
      const file = run && join(folder, run.folder, 'history.jsonl');
      if (!file || !existsSync(file)) throw new ResourceNotFoundError(uri.href);
      const inside = found.existing(file);
      return only(uri.href, 'application/jsonl', readFileSync(join(inside.cwd, inside.path), 'utf8'));
    },
  );
  server.registerResource(
    'answer',
    new ResourceTemplate('reapcheck://answers/{id}', {
      list: () => ({
        resources: session.kept.ids.map((id) => ({ uri: `reapcheck://answers/${id}`, name: `answer ${id}` })),
      }),
    }),
    { title: 'An answer that was too long, whole', mimeType: JSON_TYPE },
    (uri, { id }) => {
      const text = session.kept.text(String(id));
      if (text === undefined) throw new ResourceNotFoundError(uri.href);
      return only(uri.href, JSON_TYPE, text);
    },
  );
}

function only(uri: string, mimeType: string, text: string): ReadResourceResult {
  const more = text.length - MOST;
  const shown = more > 0 ? `${text.slice(0, MOST)}\n… (${more} characters more)` : text;
  return { contents: [{ uri, mimeType, text: shown }] };
}
