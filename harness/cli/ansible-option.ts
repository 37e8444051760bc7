import { InvalidArgumentError } from 'commander';
import { isSupported, isVersion, OLDEST_CORE } from '../model/ansible-core.ts';

/** `--ansible`, which means the same in every verb. */
export const ANSIBLE_OPTION =
  'ansible-core to use: a version or series, as 2.19 or 2.18.3, or the path of an ansible-playbook';

/** A version that we can't work with is refused at once; any other text is the path of an ansible-playbook. */
export function ansibleWanted(text: string): string {
  if (isVersion(text) && !isSupported(text)) throw new InvalidArgumentError(`The oldest that works is ${OLDEST_CORE}.`);
  if (!isVersion(text) && !text.includes('/'))
    throw new InvalidArgumentError('Write a version, as 2.19 or 2.18.3, or the path of an ansible-playbook.');
  return text;
}

/** Versions or series alone, with commas between them; each once. */
export function versionsWanted(text: string): readonly string[] {
  return [
    ...new Set(
      text.split(',').map((part) => {
        const version = ansibleWanted(part.trim());
        if (!isVersion(version)) throw new InvalidArgumentError('Write versions, as 2.19 or 2.18.3, with commas.');
        return version;
      }),
    ),
  ];
}
