import { defaultSeries, withBases } from '../lab/images/controller-image.ts';
import { ReapcheckError } from '../model/error.ts';
import { aptInstall } from './apt-install.ts';
import type { Check, CheckContext, FixContext, Found, Needed } from './check.ts';
import { ansibleCore } from './checks/ansible-core.ts';
import { baseMaker } from './checks/base-maker.ts';
import { containerEngine } from './checks/container-engine.ts';
import { controllerImagesCheck } from './checks/controller-images.ts';
import { diskSpace } from './checks/disk-space.ts';
import { hostImages } from './checks/host-images.ts';
import { nodeVersion } from './checks/node-version.ts';
import { sshClient } from './checks/ssh-client.ts';
import { type Environment, readMachine, type ThisMachine } from './machine.ts';
import { aptInstallCommand } from './remedy.ts';

export interface ReadyOptions extends Needed {
  /** Whether to install and start what is missing, as far as this user may. */
  readonly fix: boolean;
  /** A line for each change as it is made (the command), and for each step of it. */
  readonly onStep?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly env?: Environment | undefined;
}

export type CheckResult = Found & { readonly id: string; readonly title: string };

export interface Readiness {
  readonly ready: boolean;
  readonly conditions: readonly CheckResult[];
  /** What was changed, as commands; none when everything was there. */
  readonly changes: readonly string[];
  /** Why a change could not be made. */
  readonly failures: readonly ReapcheckError[];
}

const CHECKS: readonly Check[] = [
  nodeVersion,
  containerEngine,
  baseMaker,
  hostImages,
  ansibleCore,
  controllerImagesCheck,
  sshClient,
  diskSpace,
];
/** What has to wait for each other; the chains run side by side, as one waits for the disk when the other does for the network. */
const CHAINS: readonly (readonly Check[])[] = [
  [containerEngine, baseMaker, hostImages, controllerImagesCheck],
  [ansibleCore],
];

/**
 * Looks at what the machine needs for a run on container hosts and, if `fix`, makes what is missing: first all packages in one
 * apt-get (root on Debian only), then the rest. A second call finds everything there and changes nothing. Throws only
 * the signal's reason: what can't be had is a condition with its remedy, and what went wrong is in `failures`.
 */
export async function ensureReady(options: ReadyOptions): Promise<Readiness> {
  const machine = readMachine(options.env);
  const changes: string[] = [];
  const failures: ReapcheckError[] = [];
  const context: FixContext = {
    machine,
    wanted: { images: imagesFor(options), ansible: options.ansible, controller: options.controller },
    signal: options.signal,
    change: (line) => {
      changes.push(line);
      options.onStep?.(line);
    },
    progress: (line) => options.onStep?.(`  ${line}`),
  };
  let conditions = await lookAtAll(context);
  if (options.fix && conditions.some(({ state }) => state === 'missing')) {
    await fixAll(context, conditions, failures);
    conditions = await lookAtAll(context);
  }
  return { ready: conditions.every(({ state }) => state !== 'missing'), conditions, changes, failures };
}

/** With what a controller's image is made on. */
function imagesFor({ images, controller, ansible }: Needed): Needed['images'] {
  return controller === 'container' ? withBases(images, [ansible ?? defaultSeries()]) : images;
}

/** Throws the first failure, or what is missing, as one error. For those who can't go on without. */
export function requireReady({ ready, conditions, failures }: Readiness): void {
  if (ready) return;
  const missing = conditions.filter((condition) => condition.state === 'missing');
  throw (
    failures[0] ??
    new ReapcheckError({
      code: 'not-ready',
      kind: 'environment',
      what: `this machine lacks: ${missing.map(({ title }) => title).join(', ')}`,
      seen: missing.map(({ title, detail }) => `${title}: ${detail}`).join('; '),
      remedy: missing.flatMap((condition) => (condition.state === 'ok' ? [] : condition.remedy)).join('; '),
    })
  );
}

async function lookAtAll(context: CheckContext): Promise<CheckResult[]> {
  return await Promise.all(
    CHECKS.map(async (check) => ({ id: check.id, title: check.title, ...(await check.look(context)) })),
  );
}

async function fixAll(
  context: FixContext,
  conditions: readonly CheckResult[],
  failures: ReapcheckError[],
): Promise<void> {
  const collect = async (act: () => Promise<void>) => {
    try {
      await act();
      return true;
    } catch (error) {
      context.signal?.throwIfAborted();
      if (!(error instanceof ReapcheckError)) throw error;
      failures.push(error);
      return false;
    }
  };
  const packages = conditions.flatMap((condition) => (condition.state === 'missing' ? (condition.packages ?? []) : []));
  if (packages.length > 0) {
    if (!mayInstall(context.machine)) failures.push(mustBeRoot(context.machine, packages));
    else if (!(await collect(() => aptInstall(packages, context)))) return;
  }
  const chains = CHAINS.map(async (chain) => {
    for (const check of chain) {
      // The packages alone may have done it: Debian starts a service that it installs.
      const seen = await check.look(context);
      if (seen.state !== 'missing') continue;
      if (seen.packages?.length || !seen.fixable) return;
      if (!(await collect(async () => check.fix?.(context)))) return;
    }
  });
  // All are waited for, so that nothing works on behind the caller's back; then the first bug or abort is thrown.
  for (const chain of await Promise.allSettled(chains)) if (chain.status === 'rejected') throw chain.reason;
}

function mayInstall(machine: ThisMachine): boolean {
  return machine.root && machine.debian;
}

function mustBeRoot(machine: ThisMachine, packages: readonly string[]): ReapcheckError {
  return new ReapcheckError({
    code: 'may-not-install',
    kind: 'environment',
    what: machine.debian
      ? 'only root may install packages'
      : `packages are installed on Debian only; this is ${machine.name}`,
    remedy: machine.debian ? `sudo ${aptInstallCommand(packages).join(' ')}` : 'follow the remedies of what is missing',
  });
}
