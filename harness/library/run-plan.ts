import { resolve } from 'node:path';
import type { Controller } from '../ansible/controller.ts';
import type { ImageIdentity } from '../lab/images/image-state.ts';
import type { RunPlan } from '../model/run-report.ts';
import type { Scenario } from '../model/scenario.ts';
import { homesOf, inputsOf } from '../plan/inputs.ts';
import { makeRunPlan } from '../plan/merge-runs.ts';
import { ownVersionAndCode } from '../plan/own-digest.ts';
import { filesReached } from '../source/files-reached.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import type { AnsibleContext } from '../source/search-paths.ts';

interface RunPlanOrder {
  /** All of them, whatever share is run here. */
  readonly scenarios: readonly Scenario[];
  readonly controller: Pick<Controller, 'coreVersion' | 'watcher'>;
  /** Of hosts that name none, and how they look. */
  readonly image: ImageIdentity | undefined;
  readonly look: string;
  readonly context: AnsibleContext;
  /** Files below it are our own. */
  readonly ownFolder: string;
}

/** What a run depends on, as far as its sources say before anything runs: parts of one run have the same. */
export function runPlanOf({ scenarios, controller, image, look, context, ownFolder }: RunPlanOrder): RunPlan {
  const { cwd, env } = context;
  const [first] = scenarios;
  const playbooks = [...new Set(scenarios.flatMap(playbooksOf))];
  const files = playbooks.flatMap((playbook) => filesReached(readPlaybook(playbook, context)));
  const inventories = scenarios.flatMap(({ inventory }) => inventory?.sources ?? []);
  const inputs = inputsOf({
    playbook: resolve(cwd, first?.place.file ?? ''),
    ...{ cwd, env, ownFolder },
    read: [
      {
        files: [...scenarios.flatMap(filesOf), ...files].map((file) => resolve(cwd, file)),
        roles: [...new Set(files.flatMap(roleOf))],
        ...{ lookups: [], local: false },
      },
    ],
    homes: [...homesOf([...playbooks, ...inventories], cwd), ...inventories],
    folders: inventories,
    settings: {
      'ansible-core': controller.coreVersion,
      watcher: controller.watcher,
      reapcheck: ownVersionAndCode(),
      image: image && `${image.name} (${image.digest})`,
      look,
    },
    secrets: [],
    imageId: image?.id,
  });
  return makeRunPlan(inputs, scenarios);
}

function playbooksOf({ steps, badTwins, prepare }: Scenario): readonly string[] {
  return [...steps, ...badTwins.map(({ step }) => step)].map(({ playbook }) => playbook).concat(prepare ?? []);
}

/** Its own, and those of the stubs that its steps are given. */
function filesOf({ place, steps }: Scenario): readonly string[] {
  return [place.file, ...steps.flatMap(({ stubs = [] }) => stubs.map((stub) => stub.place.file))];
}

/** The folder of the role that a file is of: whatever else is in there counts. */
function roleOf(file: string): readonly string[] {
  const inRole = /^(.*\/roles\/[^/]+)\//.exec(file)?.[1];
  return inRole === undefined ? [] : [inRole];
}
