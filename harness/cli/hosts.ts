import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { inventoryYaml } from '../ansible/inventory.ts';
import { environmentOf } from '../lab/environment.ts';
import { openLab } from '../lab/lab.ts';
import { closePlayground, type Playground, playgrounds, publishPlayground } from '../lab/playground.ts';
import { sshCommand } from '../lab/ssh-command.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Host } from '../model/host.ts';
import { MOST_HOSTS } from '../model/host.ts';
import { after } from '../time/clock.ts';
import { parseDuration } from '../time/duration.ts';
import { nearest } from '../yaml/nearest.ts';
import { positive } from './drill-options.ts';
import { ENGINE_OPTION, enginesFrom } from './engines.ts';
import { hostKind, hostLook, IMAGE_OPTION, LOOK_OPTION } from './host-kind.ts';
import { onInterrupt } from './interrupt.ts';
import { Keeper } from './keeper.ts';
import { repeatable } from './repeatable.ts';

interface UpOptions {
  readonly kind: string;
  readonly look: string;
  readonly image?: string;
  readonly prefix: string;
  readonly for: string;
  readonly engine?: readonly string[];
}

export function registerHosts(program: Command): void {
  const hosts = program
    .command('hosts')
    .summary('a playground: disposable hosts that stay up until you take them down')
    .description(
      'Hosts to play with, on 127.0.0.1 only. A process in the background keeps their addresses; they go when it ends.',
    );
  const making = (command: Command) =>
    command
      .argument('<n>', 'how many')
      .option('--kind <kind>', 'kind of host: light, systemd', 'light')
      .option('--image <name>', IMAGE_OPTION)
      .option('--look <look>', LOOK_OPTION, 'machine')
      .option('--prefix <name>', 'of their names', 'host')
      .option('--for <duration>', 'they go by themselves after this', '8h');
  making(hosts.command('up').summary('start N hosts'))
    .option('--engine <address>', ENGINE_OPTION, repeatable)
    .action(async (n: string, options: UpOptions) => {
      console.log(hostsText(await up(n, options)));
    });
  making(hosts.command('keep', { hidden: true }))
    .option('--first <n>', 'number of the first', '1')
    .action(keep);
  hosts
    .command('list')
    .summary('the hosts that are up, and how to reach them')
    .option('--json', 'print them as JSON')
    .action((options: { readonly json?: boolean }) => {
      const all = playgrounds().flatMap((one) => one.hosts);
      console.log(options.json ? JSON.stringify(all, null, 2) : hostsText(all));
    });
  hosts
    .command('ssh')
    .summary('open a shell on a host, or run a command there')
    .argument('<name>')
    .argument('[command...]', 'after --')
    .action(async (name: string, command: string[]) => {
      const [program = 'ssh', ...args] = [...sshCommand(hostNamed(name)), ...command];
      const child = spawn(program, args, { stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      process.exitCode = code ?? 255;
    });
  hosts
    .command('inventory')
    .summary('print an Ansible inventory of the hosts that are up')
    .action(() => {
      const [first, ...more] = someUp();
      const controlDir = join((first as Playground).folder, 'cp');
      mkdirSync(controlDir, { recursive: true, mode: 0o700 });
      console.log(inventoryYaml({ hosts: [first as Playground, ...more].flatMap((one) => one.hosts), controlDir }));
    });
  hosts
    .command('down')
    .summary('remove them all')
    .action(async () => {
      const all = playgrounds();
      await Promise.all(all.map(closePlayground));
      const count = all.flatMap((one) => one.hosts).length;
      console.log(`${count} host${count === 1 ? '' : 's'} removed`);
    });
}

/** Starts the keeper, and waits until it has its hosts. */
async function up(n: string, options: UpOptions): Promise<readonly Host[]> {
  const shares = sharesOf(positive('hosts up', n, MOST_HOSTS), enginesFrom(options.engine));
  hostKind(options.kind);
  hostLook(options.look);
  parseDuration(options.for, '--for');
  const there = playgrounds().flatMap((one) => one.hosts);
  if (there.length > 0) {
    throw new ReapcheckError({
      code: 'hosts-up',
      kind: 'usage',
      what: `hosts are up already: ${there.map(({ name }) => name).join(', ')}`,
      expected: 'one playground at a time',
      remedy: 'reapcheck hosts down, then up again',
    });
  }
  using interrupt = onInterrupt();
  using keepers = new DisposableStack();
  const all = shares.map((share) => keepers.use(new Keeper(keepWords(share, options), environmentFor(share))));
  try {
    return (await Promise.all(all.map((one) => one.hosts(interrupt.signal)))).flat();
  } catch (error) {
    await Promise.all(all.map((one) => one.end()));
    throw error;
  }
}

interface HostsShare {
  readonly engine: string | undefined;
  readonly count: number;
  /** The number of its first host. */
  readonly first: number;
}

/** So many for each engine, none of which has two more than another. */
export function sharesOf(count: number, engines: readonly string[] = []): readonly HostsShare[] {
  if (engines.length === 0) return [{ engine: undefined, count, first: 1 }];
  const until = (at: number) => Math.round((count * at) / engines.length);
  return engines
    .map((engine, at) => ({ engine, count: until(at + 1) - until(at), first: until(at) + 1 }))
    .filter((share) => share.count > 0);
}

function keepWords({ count, first }: HostsShare, { engine: _, ...options }: UpOptions): readonly string[] {
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  return [process.argv[1] as string, 'hosts', 'keep', `${count}`, ...given, '--first', `${first}`];
}

function environmentFor({ engine }: HostsShare): Readonly<Record<string, string | undefined>> {
  return { ...process.env, ...(engine === undefined ? {} : environmentOf(engine)) };
}

/** The keeper's own verb: it owns the session and its links, until it is told to end or its time is up. */
async function keep(n: string, options: UpOptions & { readonly first: string }): Promise<void> {
  using interrupt = onInterrupt();
  const over = Promise.withResolvers<void>();
  using _limit = after(parseDuration(options.for, '--for'), () => over.resolve());
  interrupt.signal.addEventListener('abort', () => over.resolve(), { once: true });
  await using lab = await openLab({ look: hostLook(options.look), signal: interrupt.signal });
  const first = positive('--first', options.first, MOST_HOSTS);
  const names = Array.from({ length: positive('hosts up', n, MOST_HOSTS) }, (_, k) => `${options.prefix}-${first + k}`);
  await lab.start(names, {
    kind: hostKind(options.kind),
    ...(options.image === undefined ? {} : { image: options.image }),
  });
  publishPlayground(lab);
  await over.promise;
}

function someUp(): readonly Playground[] {
  const all = playgrounds();
  if (all.length > 0) return all;
  throw new ReapcheckError({
    code: 'no-hosts-up',
    kind: 'usage',
    what: 'no hosts are up',
    expected: 'a playground',
    remedy: 'reapcheck hosts up 2',
  });
}

function hostNamed(name: string): Host {
  const hosts = someUp().flatMap((one) => one.hosts);
  const found = hosts.find((host) => host.name === name);
  if (found) return found;
  const names = hosts.map((host) => host.name);
  const near = nearest(name, names);
  throw new ReapcheckError({
    code: 'unknown-host',
    kind: 'usage',
    what: `there is no host "${name}"`,
    expected: names.join(', '),
    remedy: near ? `did you mean "${near}"?` : 'name one of these',
  });
}

function hostsText(hosts: readonly Host[]): string {
  if (hosts.length === 0) return 'no hosts are up; reapcheck hosts up 2 starts two';
  return [
    ...hosts.map((host) => `${host.name}  ${host.user}@${host.address}:${host.port}  reapcheck hosts ssh ${host.name}`),
    'inventory: reapcheck hosts inventory > inventory.yml   remove: reapcheck hosts down',
  ].join('\n');
}
