import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { onTestFinished } from 'vitest';
import { Roots } from '../../harness/mcp/roots.ts';
import type { Serving } from '../../harness/mcp/session.ts';
import { serveOnStdio } from '../../harness/mcp/stdio.ts';

const PACKAGE = new URL('../..', import.meta.url).pathname;

/** A folder of its own, by its real path. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'reapcheck-mcp-')));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true });
    writeFileSync(join(made, name), text);
  }
  return made;
}

export function serving(root: string, more: Partial<Serving> = {}): Serving {
  return {
    version: '0.0.0',
    packageRoot: PACKAGE,
    roots: Roots.of([root]),
    clientRoots: 'narrow',
    env: { HOME: root, PATH: '/nowhere' },
    ansible: undefined,
    controller: undefined,
    signal: new AbortController().signal,
    ...more,
  };
}

interface ClientWish {
  readonly serving?: Partial<Serving>;
  /** Folders that the client names. */
  readonly names?: readonly string[];
  /** The revision of 2026 without it. */
  readonly revision?: 'auto' | 'legacy';
}

/** The official client, beside a server in this process. */
export async function clientOf(
  root: string,
  { serving: more = {}, names, revision = 'auto' }: ClientWish = {},
): Promise<Client> {
  const [here, there] = InMemoryTransport.createLinkedPair();
  const errors: Error[] = [];
  serveOnStdio(serving(root, more), (error) => errors.push(error), there as never);
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: names ? { roots: {} } : {}, versionNegotiation: { mode: revision } },
  );
  if (names)
    client.setRequestHandler('roots/list', () => ({
      roots: names.map((one) => ({ uri: one.includes('://') ? one : pathToFileURL(one).href })),
    }));
  await client.connect(here);
  onTestFinished(() => client.close());
  return client;
}

/** What a tool says: its structured answer, or the text of its refusal. */
export async function ask(client: Client, name: string, args: Record<string, unknown> = {}) {
  const { structuredContent, content, isError } = await client.callTool({ name, arguments: args });
  const [first] = content;
  return {
    refused: isError === true,
    text: first?.type === 'text' ? first.text : '',
    said: structuredContent as Record<string, never>,
    content,
  };
}
