import { InvalidArgumentError } from 'commander';

/** `--controller`, which means the same in every verb. */
export const CONTROLLER_OPTION =
  'where ansible-playbook runs: local, container (an image that doctor --fix makes), or an image of your own that the engine has';

/** Whether there is such an image is the engine's to say. */
export function controllerWanted(text: string): string {
  if (/^[\w][\w.:@/-]*$/.test(text)) return text;
  throw new InvalidArgumentError('Write local, container, or the name of an image.');
}
