import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { STEP_LIMIT_MS } from '../model/defaults.ts';
import { ReapcheckError } from '../model/error.ts';
import type { BadTwin, Scenario, Step, WantedHost } from '../model/scenario.ts';
import type { ReadPlaybook } from '../source/read-playbook.ts';
import type { AnsibleContext } from '../source/search-paths.ts';
import { readStubs } from '../stubs/read-stubs.ts';
import { parseDuration } from '../time/duration.ts';
import { explainIssue } from '../yaml/explain-issue.ts';
import { type Path, readYamlFile, type YamlFile } from '../yaml/yaml-file.ts';
import { refuseImpossible } from './contradictions.ts';
import { expectSchema, type ScenarioYaml, type StepYaml, scenarioSchema } from './format.ts';
import { playbookToRun } from './playbook-to-run.ts';
import { toExpectations } from './to-expectations.ts';
import { wantedFault } from './wanted-fault.ts';

/** Reads one scenario, with everything that can be known before it runs. Throws usage errors with file, line and column. */
export function readScenario(path: string, context: AnsibleContext): Scenario {
  const file = readYamlFile(path, 'scenario');
  const parsed = scenarioSchema.safeParse(file.value);
  if (!parsed.success) throw explainIssue(parsed.error.issues[0] as never, file, scenarioSchema);
  const yaml = parsed.data;
  const inventory = inventoryOf(yaml, file);
  const hosts = inventory === undefined ? hostsOf(yaml, file) : undefined;
  const from = { file, context, hosts };
  const { steps: many, 'bad-twins': twins = [], ...rest } = yaml;
  const single = singleStep(rest, file, many !== undefined);
  const read = (step: StepYaml, at: Path, name: string) => {
    const made = stepOf(step, at, name, from);
    refuseImpossible(
      made,
      hosts?.map(({ name: one }) => one),
    );
    return made;
  };
  const steps = many
    ? many.map((step, index) => read(step, ['steps', index], step.name ?? `step ${index + 1}`))
    : [read(single as StepYaml, [], 'play')];
  if (many && twins.length > 0) throw misplaced(file, 'bad-twins', 'bad-twins go with a single run, not with steps');
  return {
    name: yaml.name,
    why: yaml.why.trim(),
    theme: basename(dirname(resolve(path))),
    tags: yaml.tags ?? [],
    place: file.placeOf(['name']),
    needs: yaml.needs ?? {},
    hosts: hosts ?? [],
    inventory,
    prepare: yaml.prepare === undefined ? undefined : playbookAt(yaml.prepare, ['prepare'], from).realPath,
    steps,
    badTwins: twins.map((_, index) => twinOf(single as StepYaml, twins, index, from)),
  };
}

function singleStep(yaml: Omit<ScenarioYaml, 'steps' | 'bad-twins'>, file: YamlFile, hasSteps: boolean) {
  if (hasSteps) {
    const own = (['playbook', 'expect', 'faults', 'vars', 'args'] as const).find((key) => yaml[key] !== undefined);
    if (own) throw misplaced(file, own, `with steps, ${own} belongs into each step`);
    return undefined;
  }
  for (const key of ['playbook', 'expect'] as const) {
    if (yaml[key] === undefined)
      throw explainIssue(
        { code: 'invalid_type', expected: key === 'expect' ? 'object' : 'string', path: [key], message: '' } as never,
        file,
        scenarioSchema,
      );
  }
  return yaml;
}

function misplaced(file: YamlFile, key: string, what: string): ReapcheckError {
  return new ReapcheckError({
    code: 'misplaced-key',
    kind: 'usage',
    what,
    where: file.placeOfKey([], key),
    expected: 'either steps, or one playbook with its expect',
    remedy: `move ${key}, or take it away`,
  });
}

/** The inventory of somebody's own that takes the place of hosts; what is said of one makes no sense without it. */
function inventoryOf(yaml: ScenarioYaml, file: YamlFile): Scenario['inventory'] {
  const { inventory, limit, sample, kind = 'light' } = yaml;
  const without = (['limit', 'sample', 'kind'] as const).find((key) => yaml[key] !== undefined);
  if (inventory === undefined && without !== undefined)
    throw contradiction(file, without, `${without} is for an inventory, and there is none`, 'inventory beside it');
  if (inventory === undefined) return undefined;
  if (yaml.hosts !== undefined)
    throw contradiction(file, 'hosts', 'hosts are made up, and the inventory has its own', 'either hosts or inventory');
  const sources = [inventory].flat().map((one) => {
    if (one.includes(',')) return one;
    const path = resolve(dirname(file.file), one);
    if (!existsSync(path)) throw noInventory(path, file);
    return path;
  });
  return { sources, limit, sample, kind };
}

function noInventory(path: string, file: YamlFile): ReapcheckError {
  return new ReapcheckError({
    code: 'no-inventory',
    kind: 'usage',
    what: 'there is no such inventory',
    where: file.placeOf(['inventory']),
    expected: 'a file or folder, relative to this file, or a list such as web1,web2,',
    seen: path,
    remedy: 'mend the path',
  });
}

function contradiction(file: YamlFile, key: string, what: string, expected: string): ReapcheckError {
  return new ReapcheckError({
    code: 'contradiction',
    kind: 'usage',
    what,
    where: file.placeOfKey([], key),
    expected,
    remedy: `take ${key} away`,
  });
}

function hostsOf({ hosts = 1 }: ScenarioYaml, file: YamlFile): readonly WantedHost[] {
  if (typeof hosts === 'number')
    return Array.from({ length: hosts }, (_, index) => ({ name: `host-${index + 1}`, groups: [] }));
  const all = hosts.flatMap(({ name, count, groups = [], ...more }, index) =>
    (count === undefined ? [name] : Array.from({ length: count }, (_, n) => `${name}-${n + 1}`)).map((one) => ({
      place: file.placeOf(['hosts', index, 'name']),
      host: { ...more, name: one, groups },
    })),
  );
  const seen = new Set<string>();
  for (const { host, place } of all) {
    if (seen.has(host.name))
      throw new ReapcheckError({
        code: 'duplicate-host',
        kind: 'usage',
        what: `there are two hosts "${host.name}"`,
        where: place,
        expected: 'each name once',
        remedy: 'choose another name, or one entry with a count',
      });
    seen.add(host.name);
  }
  return all.map(({ host }) => host);
}

/** The scenario's file, where its playbooks will be started, and the hosts of all its steps. */
interface From {
  readonly file: YamlFile;
  readonly context: AnsibleContext;
  /** Undefined where nobody knows them before the run. */
  readonly hosts: readonly WantedHost[] | undefined;
}

function stepOf(yaml: StepYaml, path: Path, name: string, from: From): Step {
  const { file, hosts } = from;
  const playbook = playbookAt(yaml.playbook, [...path, 'playbook'], from);
  const names = hosts?.map(({ name: one }) => one);
  const { network = {}, boots = {} } = yaml;
  const ms = (text: string | undefined) => (text === undefined ? undefined : parseDuration(text, 'duration'));
  return {
    name,
    playbook: playbook.realPath,
    args: yaml.args ?? [],
    vars: yaml.vars ?? {},
    speed: yaml.speed ?? 1,
    standIns: Object.fromEntries(Object.entries(yaml['stand-ins'] ?? {}).map(([task, text]) => [task, ms(text) ?? 0])),
    stubs: yaml.stubs === undefined ? undefined : readStubs(resolve(dirname(file.file), yaml.stubs)).stubs,
    faults: (yaml.faults ?? []).map(({ hosts: on, ...wish }, index) => {
      const wanted = { ...wish, hosts: on === undefined ? undefined : [on].flat() };
      return wantedFault(wanted, playbook, names, (key) => file.placeOf([...path, 'faults', index, key]));
    }),
    network: { dropIdleMs: ms(network['drop-idle']), delayMs: ms(network.delay) },
    boots: {
      downMs: boots.down === 'forever' ? Infinity : ms(boots.down),
      sshLateMs: ms(boots['ssh-late']),
      newHostKey: boots['host-key'] === 'new',
      sameBootId: boots['boot-id'] === 'same',
    },
    timeLimitMs: ms(yaml['time-limit']) ?? STEP_LIMIT_MS,
    expectations: toExpectations(yaml.expect, [...path, 'expect'], file),
  };
}

function playbookAt(given: string, path: Path, { file, context }: From): ReadPlaybook {
  return playbookToRun(resolve(dirname(file.file), given), file.placeOf(path), context);
}

function twinOf(base: StepYaml, twins: NonNullable<ScenarioYaml['bad-twins']>, index: number, from: From): BadTwin {
  const { file } = from;
  const { unmet, ...over } = twins[index] as NonNullable<ScenarioYaml['bad-twins']>[number];
  const path = ['bad-twins', index];
  const own = over.playbook === undefined ? undefined : playbookAt(over.playbook, [...path, 'playbook'], from).realPath;
  const yaml = { ...base, ...over, vars: { ...base.vars, ...over.vars } } as StepYaml;
  const name = twins.length === 1 ? 'bad twin' : `bad twin ${index + 1}`;
  const { expectations, ...step } = stepOf(
    { ...yaml, playbook: own ?? yaml.playbook },
    over.faults ? path : [],
    name,
    from,
  );
  const kinds = expectations.map(({ value }) => value.kind);
  return {
    // The expectations stand where the scenario has them.
    step: { ...step, expectations: toExpectations(expectSchema.parse(base.expect), ['expect'], file) },
    unmet: unmet.map((kind, at) => {
      const place = file.placeOf([...path, 'unmet', at]);
      const found = kinds.find((one) => one === kind);
      if (found) return { value: found, place };
      throw new ReapcheckError({
        code: 'unknown-expectation',
        kind: 'usage',
        what: `the scenario has no expectation "${kind}" that its bad twin could not meet`,
        where: place,
        expected: [...new Set(kinds)].join(', '),
        remedy: 'name one of these, or add it to expect',
      });
    }),
  };
}
