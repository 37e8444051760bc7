import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import type { ControllerImage } from '../../model/controller-image.ts';
import { ReapcheckError } from '../../model/error.ts';
import { waitFor } from '../../time/deadline.ts';
import { logTail } from '../container-logs.ts';
import { Door } from '../door.ts';
import { type Engine, removeContainer } from '../engine.ts';
import { APT_SETTINGS } from '../packages/apt-settings.ts';
import { script } from '../scripts.ts';
import { ControllerDouble, gid, uid } from './controller-double.ts';
import { groundOf } from './ground.ts';
import { noDouble, OTHER_PROCESSES } from './no-double.ts';

export interface ControllerOrder {
  readonly engine: Engine;
  /** The container's name. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Stays shared with this machine, at the same path, and is the only folder that does. */
  readonly workDir: string;
  /** Of our links: they answer on the loopback of the double as well. */
  readonly ports: readonly number[];
  /** The namespace that it joins, and what it finds there. */
  readonly network?:
    | { readonly namespace: string; readonly hosts: readonly string[]; readonly packages: boolean }
    | undefined;
  /** What ansible-playbook runs in; without it, in a copy of this machine's own disks. */
  readonly inside?: ControllerImage | undefined;
  readonly signal: AbortSignal;
  readonly released: (removed: boolean) => void | Promise<void>;
}

const READY_WITHIN_MS = 60_000;

/** Makes a double of this machine, or one from an image. Throws `no-controller-double`, `hides-controller`, or the signal's reason; nothing is left of it then. */
export async function startController(order: ControllerOrder): Promise<ControllerDouble> {
  const { engine, name, workDir, ports, network, signal } = order;
  if (process.platform !== 'linux') throw noDouble(`this machine runs ${process.platform}`);
  signal.throwIfAborted();
  const ground = groundOf(order.inside);
  const links = join(workDir, 'links');
  await mkdir(links, { recursive: true, mode: 0o700 });
  const doors = await Promise.all(ports.map((port) => Door.open({ path: join(links, `${port}.sock`) }, { port })));
  try {
    if (network) await writeFile(join(workDir, 'hosts'), network.hosts.map((line) => `${line}\n`).join(''));
    if (network?.packages) await writeFile(join(workDir, 'apt-settings'), APT_SETTINGS);
    const hostConfig = {
      // No interface but its own loopback, or that of the run's network: no rule keeps packets in, there is just nowhere to send them.
      NetworkMode: network ? `container:${network.namespace}` : 'none',
      CgroupnsMode: 'private',
      // To mount the copies; taken from PID 1 when they stand, and from each command: copies.sh, controller-double.ts.
      CapAdd: ['SYS_ADMIN'],
      // AppArmor's profile for containers forbids every mount.
      SecurityOpt: ['apparmor=unconfined'],
      Tmpfs: { ...ground.tmpfs },
      // One by one: a recursive mount would hold on to the disks of all other containers.
      Mounts: [
        ...ground.copied.map((path) => bind(path, path === '/' ? '/host' : `/host${path}`, true)),
        bind(workDir, '/shared', false),
      ],
    };
    const container = await engine.createContainer({
      name,
      Image: ground.image,
      // An image may have a user of its own, who may not mount anything.
      User: '0:0',
      // The engine takes it from the namespace where there is one.
      ...(network ? {} : { Hostname: hostname() }),
      Labels: { ...order.labels },
      Entrypoint: [],
      Cmd: [
        ...['sh', '-c', script(ground.script, 'controller/copies.sh'), 'copies', workDir, homedir()],
        ...[`${uid()}`, `${gid()}`, ground.python, script('network/pipe.py', 'controller/relay.py')],
        ...[ports.join(' '), ...ground.copied],
      ],
      HostConfig: hostConfig,
    });
    await container.start();
    await waitFor(
      async () => {
        signal.throwIfAborted();
        if (existsSync(join(workDir, 'ready'))) return { done: true, value: undefined };
        const { State } = await container.inspect();
        if (!State.Running) throw noDouble((await logTail(container, 5)).join(' | ') || `exit code ${State.ExitCode}`);
        return { done: false, last: 'its disks are being copied' };
      },
      { what: "the controller's double", withinMs: READY_WITHIN_MS, everyMs: 40, signal },
    );
    const { State } = await container.inspect();
    if (!existsSync(`/proc/${State.Pid}`)) throw noDouble(OTHER_PROCESSES);
    return new ControllerDouble({ engine, container, root: ground.root, doors, workDir, released: order.released });
  } catch (error) {
    await Promise.all(doors.map((door) => door[Symbol.asyncDispose]()));
    await removeContainer(engine, name).then(
      () => {},
      () => order.released(false),
    );
    if (signal.aborted || error instanceof ReapcheckError) throw error;
    throw noDouble(error instanceof Error ? error.message : String(error), error);
  }
}

function bind(source: string, target: string, readOnly: boolean) {
  // The propagation is left to the engine: it wants another one for a disk that its own store is on.
  const BindOptions = { NonRecursive: true } as unknown as { Propagation: 'rprivate' };
  return { Type: 'bind' as const, Source: source, Target: target, ReadOnly: readOnly, BindOptions };
}
