import type { AbstractDrill, AbstractOutcome } from '../../harness/model/abstract.ts';
import { drillEntry } from '../../harness/source/abstract/drill.ts';
import { Universe } from '../../harness/source/abstract/universe.ts';
import { DEFAULT_OPTIONS } from '../../harness/source/options.ts';
import { Project } from '../../harness/source/resolve/project.ts';
import { select } from '../../harness/source/resolve/select.ts';

/** The drill of each launch of `site.yml`, by the launch's name. */
export function drillText(site: string, files: Readonly<Record<string, string>> = {}): Map<string, AbstractDrill> {
  const texts = new Map([['site.yml', site], ...Object.entries(files)]);
  const [project, selection] = [new Project(texts, DEFAULT_OPTIONS), select(texts, DEFAULT_OPTIONS.links)];
  const kind = project.file('site.yml')?.kind === 'playbook' ? 'playbook' : 'file';
  const entry = { kind, path: 'site.yml' } as const;
  const universe = new Universe(project, selection, entry);
  const tasks = [...universe.standing.keys()];
  const launches = new Map(
    tasks.filter((task) => task.keywords.has('async')).map((task) => [task, task.name] as const),
  );
  return drillEntry(universe, entry, launches, DEFAULT_OPTIONS);
}

/** A play with one job, named Work, and what comes after it. */
export function playOf(after: string, launch = ''): string {
  const indented = (text: string) => text.trimEnd().replace(/^(?=.)/gm, '    ');
  return `- hosts: all\n  tasks:\n${indented(`- name: Work\n  ansible.builtin.command: /opt/work\n  async: 60\n  poll: 0\n  register: job\n${launch}`)}\n${indented(after)}\n`;
}

/** An outcome in a few words; `?`: not on every way. */
export function words(outcome: AbstractOutcome | undefined): string {
  if (!outcome) return 'not launched';
  if (outcome.kind === 'swallowed') return `swallowed ${outcome.how}${outcome.always ? '' : ' ?'}`;
  if (outcome.kind === 'surfaced' || outcome.kind === 'false-red') return `${outcome.kind} ${outcome.reason}`;
  return outcome.kind;
}
