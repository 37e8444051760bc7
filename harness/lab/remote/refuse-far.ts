import { ReapcheckError } from '../../model/error.ts';
import { type EngineAddress, isRemote } from '../engine-address.ts';

interface At {
  readonly address: EngineAddress;
}

/** Throws `remote-engine`: the switch of a closed network is in this process, and machines reach it by sockets in a folder that both see. */
export function refuseFarNetwork({ address }: At): void {
  if (!isRemote(address)) return;
  throw far(
    address,
    'the closed network of a run (-i, --outside) needs a container engine on this machine',
    'a folder of this machine that containers see as well',
    'drill without -i and --outside, or run reapcheck on the engine’s machine',
  );
}

/** Throws `remote-engine`: a double of this machine, or an image with the project in it, has folders of this machine in it. */
export function refuseFarDouble({ address }: At): void {
  if (!isRemote(address)) return;
  throw far(
    address,
    'a play that acts on localhost, --controller with an image, or an assistant’s drill needs a container engine on this machine',
    'folders of this machine that containers see as well: its disks, or the project’s',
    'leave out what runs on localhost (--tags, --skip-tags), take --controller local, or run reapcheck on the engine’s machine',
  );
}

function far({ text, from }: EngineAddress, what: string, expected: string, remedy: string): ReapcheckError {
  return new ReapcheckError({
    code: 'remote-engine',
    kind: 'environment',
    what,
    expected,
    seen: `the engine is at ${text}${from === undefined ? '' : `, as ${from} says`}`,
    remedy,
  });
}
