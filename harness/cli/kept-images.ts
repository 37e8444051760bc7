import type { Command } from 'commander';
import type { HostImage } from '../lab/host-image.ts';
import { DEFAULT_SYSTEM, type HostSystemName, SYSTEM_NAMES } from '../lab/host-system.ts';
import { defaultSeries, withBases } from '../lab/images/controller-image.ts';
import { imagesOf } from '../lab/images/own-images.ts';
import { ReapcheckError } from '../model/error.ts';
import { versionsWanted } from './ansible-option.ts';
import { controllerWanted } from './controller-option.ts';
import { systemsNamed } from './host-system.ts';

/** Which images are meant, in the words of `doctor`. */
interface KeptFlags {
  readonly image?: readonly HostSystemName[];
  readonly controller?: string;
  readonly ansible?: readonly string[];
}

/** Images of hosts, and of controllers with these versions or series of ansible-core. */
export interface KeptImages {
  readonly hosts: readonly HostImage[];
  readonly versions: readonly string[];
}

export function withKeptOptions(command: Command): Command {
  return command
    .option(
      '--image <names>',
      `the systems of the hosts, with commas: ${SYSTEM_NAMES.join(', ')} (default: ${DEFAULT_SYSTEM})`,
      systemsNamed,
    )
    .option('--controller <where>', 'container: images that ansible-playbook runs in as well', controllerWanted)
    .option(
      '--ansible <versions>',
      `with --controller container: versions or series of ansible-core, with commas (default: ${defaultSeries()})`,
      versionsWanted,
    );
}

/**
 * Those that `doctor --fix` makes when it is asked alike: hosts of each kind, as a play may need either, and with a controller's image the
 * one that it is made on. Throws a usage error.
 */
export function keptImages({ image: systems = [DEFAULT_SYSTEM], controller, ansible }: KeptFlags): KeptImages {
  if (controller !== undefined && controller !== 'local' && controller !== 'container') throw notOurs(controller);
  if (ansible !== undefined && controller === undefined) throw withoutController(ansible);
  const versions = controller === 'container' ? (ansible ?? [defaultSeries()]) : [];
  return { hosts: withBases(systems.flatMap(imagesOf), versions), versions };
}

function notOurs(controller: string): ReapcheckError {
  return new ReapcheckError({
    code: 'not-ours',
    kind: 'usage',
    what: `reapcheck has not made the image ${controller}`,
    expected: 'local, or container: the images that doctor --fix makes',
    remedy: `keep it by docker save ${controller}`,
  });
}

function withoutController(versions: readonly string[]): ReapcheckError {
  return new ReapcheckError({
    code: 'contradiction',
    kind: 'usage',
    what: `--ansible ${versions.join(',')} says which controllers are meant, and no controller is`,
    expected: '--controller container with it',
    remedy: 'add that; or leave --ansible out, as one on this machine is in no image',
  });
}
