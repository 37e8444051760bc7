import { type Duplex, PassThrough } from 'node:stream';
import type { ScriptLine } from '../model/stage.ts';
import type { Engine } from './engine.ts';

/** The engine sends stdout and stderr in one stream, each piece with its head. */
export function lineOf(engine: Engine, stream: Duplex): ScriptLine {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  engine.modem.demuxStream(stream, output, errors);
  const closed = Promise.withResolvers<string>();
  const over = (reason: string) => {
    output.end();
    errors.end();
    closed.resolve(reason);
  };
  stream.on('end', () => over('it ended'));
  stream.on('close', () => over('it ended'));
  stream.on('error', (error: Error) => over(error.message));
  return { input: stream, output, errors, closed: closed.promise, destroy: () => stream.destroy() };
}
