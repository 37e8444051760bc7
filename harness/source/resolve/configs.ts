import { posix } from 'node:path';
import { type AnsibleConfig, readAnsibleConfig } from './ansible-config.ts';

/** The settings of an ansible.cfg, with its folder. */
interface ConfigAt {
  readonly dir: string;
  readonly config: AnsibleConfig;
}

/** The ansible.cfg files of a project. */
export class Configs {
  private readonly texts: ReadonlyMap<string, string>;
  /** What is said of each folder by its nearest ansible.cfg. */
  private readonly known = new Map<string, ConfigAt | undefined>();

  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts;
  }

  /** The settings of the nearest ansible.cfg at or above a folder, with its own folder. */
  at(dir: string): ConfigAt | undefined {
    if (!this.known.has(dir)) this.known.set(dir, this.nearest(dir));
    return this.known.get(dir);
  }

  private nearest(dir: string): ConfigAt | undefined {
    for (let at = dir; ; at = posix.dirname(at)) {
      const text = this.texts.get(posix.join(at, 'ansible.cfg'));
      if (text !== undefined) return at === dir ? { dir, config: readAnsibleConfig(text) } : this.at(at);
      if (posix.dirname(at) === at || at.endsWith('..')) return undefined;
    }
  }
}
