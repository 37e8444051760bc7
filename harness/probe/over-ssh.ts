import { readFileSync } from 'node:fs';
import { Client, type ClientChannel } from 'ssh2';
import type { Host } from '../model/host.ts';
import type { ScriptLine } from '../model/stage.ts';
import { pinnedKeys } from './pinned-keys.ts';

/** Runs a shell script on a host, over a connection of its own, and hands out its ends. Rejects where the host doesn't answer in time. */
export async function overSsh(host: Host, port: number, script: string, withinMs: number): Promise<ScriptLine> {
  const { name, address, user, identityFile, knownHostsFile } = host;
  const client = new Client();
  const closed = Promise.withResolvers<string>();
  const opened = Promise.withResolvers<ClientChannel>();
  const lost = (reason: string, cause?: Error) => {
    opened.reject(new Error(`probe of ${name}: ${reason}`, { cause }));
    closed.resolve(reason);
  };
  client.on('ready', () => {
    client.exec(script, (error, channel) => (error ? lost(error.message, error) : opened.resolve(channel)));
  });
  client.on('error', (error) => lost(error.message, error));
  client.on('close', () => lost('the connection was closed'));
  const pinned = pinnedKeys(knownHostsFile, address, port);
  client.connect({
    host: address,
    port,
    username: user,
    privateKey: readFileSync(identityFile),
    readyTimeout: withinMs,
    keepaliveInterval: 5_000,
    keepaliveCountMax: 3,
    hostVerifier: (key: Buffer) => pinned.includes(key.toString('base64')),
  });
  try {
    const channel = await opened.promise;
    channel.on('close', () => closed.resolve('the script on the host ended'));
    return {
      input: channel,
      output: channel,
      errors: channel.stderr,
      closed: closed.promise,
      destroy: () => client.destroy(),
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}
