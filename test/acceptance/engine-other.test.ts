import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { engineAddress } from '../../harness/lab/engine-address.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

/** The engine of this machine by another socket, where it calls itself what `id` says. */
async function engineCalled(name: string, id: (of: IncomingHttpHeaders) => string): Promise<string> {
  const address = engineAddress();
  if (address?.kind !== 'socket') throw new Error(`no socket of an engine here: ${address?.text}`);
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const onward = request({ socketPath: address.path, method, path: url, headers }, (said) => {
      if (!url?.endsWith('/info')) {
        answer.writeHead(said.statusCode ?? 500, said.headers).flushHeaders();
        said.pipe(answer);
        return;
      }
      let text = '';
      said.on('data', (data) => {
        text += data;
      });
      said.on('end', () => {
        answer.setHeader('content-type', 'application/json');
        answer.end(JSON.stringify({ ...JSON.parse(text), ID: id(headers) }));
      });
    });
    asked.pipe(onward);
    answer.on('close', () => onward.destroy());
  });
  const socket = join(workplace.folder, `${name}.sock`);
  server.listen(socket);
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `unix://${socket}`;
}

test('Testcontainers speaks to another engine: refused, and the process ends', async () => {
  const named = await engineCalled('other', ({ 'user-agent': who }) => (who?.startsWith('tc-node') ? 'other' : 'ours'));
  const { code, stderr } = await workplace.run(['hosts', 'up', '1'], { DOCKER_HOST: named });
  expect(stderr).toMatch(/speaks to another engine than the one that is meant[\s\S]*other in the place of ours/);
  expect(code).toBe(4);
});

test('an engine that has a new id for each question, as Podman has, is one and the same', async () => {
  let asked = 0;
  const named = await engineCalled('podman', () => `id-${asked++}`);
  const { code, stdout, stderr } = await workplace.run(['hosts', 'up', '1'], { DOCKER_HOST: named });
  await workplace.run(['hosts', 'down'], { DOCKER_HOST: named });
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^host-1 /);
  expect(asked).toBeGreaterThan(2);
});
