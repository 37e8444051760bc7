import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, onTestFinished, test } from 'vitest';
import { serveOnHttp } from '../../harness/mcp/http.ts';
import { ask, folder, serving } from './mcp-kit.ts';

const PLAY = '- hosts: all\n  tasks:\n    - command: /opt/pack\n      async: 60\n      poll: 0\n';

async function served() {
  const http = await serveOnHttp(serving(folder({ 'site.yml': PLAY })), undefined, () => {});
  onTestFinished(() => http[Symbol.asyncDispose]());
  return http;
}

test.each(['auto', 'legacy'] as const)('a client with the token is served (%s)', async (mode) => {
  const { url, token } = await served();
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  onTestFinished(() => client.close());
  expect((await ask(client, 'audit', { paths: ['site.yml'] })).said).toMatchObject({ count: 1 });
});

const asked = (more: Record<string, string>) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...more },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
});

test('nobody else is', async () => {
  const { url, token } = await served();
  const bearer = { authorization: `Bearer ${token}` };
  const status = async (more: Record<string, string>, to = url) => (await fetch(to, asked(more))).status;
  expect(await status({})).toBe(401);
  expect(await status({ authorization: `Bearer ${token}x` })).toBe(401);
  expect(await status({ authorization: token })).toBe(401);
  expect(await status({ ...bearer, origin: 'http://evil.invalid' })).toBe(403);
  expect(await status(bearer, url.replace(/\/mcp$/, '/else'))).toBe(404);
  expect(await status(bearer)).toBe(200);
  expect(new URL(url).hostname).toBe('127.0.0.1');
});
