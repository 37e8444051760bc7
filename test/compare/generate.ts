import { stringify } from 'yaml';
import {
  AFTER,
  BETWEEN,
  GUARDS,
  JIDS,
  LAUNCHES,
  type Layout,
  LOOKS,
  PLACES,
  PLAYS,
  REAPS,
  type Task,
  VARIABLES,
  type Values,
  WRAPS,
} from './parts.ts';

/** One play put together at random from what the interpreter claims to know: the same for the same seed. */
export interface Generated {
  /** By path below its project. */
  readonly files: ReadonlyMap<string, string>;
  /** Of its inventory: one, or two of which the work of one ends badly. */
  readonly hosts: readonly string[];
  /** The host whose work ends badly. */
  readonly victim: string;
  /** How it ends there. */
  readonly end: 'failed-1' | 'crashed' | 'timed-out';
  /** Whether its reap looks once, while the work is still going on. */
  readonly hasty: boolean;
  /** Whether the work is started at all. */
  readonly launched: boolean;
  /** What it is made of, in a few words. */
  readonly parts: readonly string[];
}

export const PLAYBOOK = 'play.yml';
/** The item whose work ends badly, where there are some. */
export const BAD_ITEM = 'b';

type Random = <T>(of: readonly T[]) => T;

function randomOf(seed: number): Random {
  let state = (seed * 2_654_435_761) % 4_294_967_296;
  return (of) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return of[Math.floor((state / 4_294_967_296) * of.length)] as (typeof of)[number];
  };
}

/** Two of three are the plain one. */
const mostly = (plain: string, others: Readonly<Record<string, unknown>>) => [
  ...Object.keys(others).flatMap(() => [plain, plain]),
  ...Object.keys(others),
];

/** Names of parts by kind; the first of each is the plain one. */
const CHOICES = {
  hosts: ['one', 'one', 'two'],
  play: mostly('plain', PLAYS),
  loop: ['plain', 'plain', 'plain', 'a, b', 'b, a'],
  launch: mostly('plain', LAUNCHES),
  between: mostly('plain', BETWEEN),
  place: ['here', ...Object.keys(PLACES)],
  look: mostly('until', LOOKS),
  jid: mostly('plain', JIDS),
  guard: mostly('plain', GUARDS),
  reap: mostly('plain', REAPS),
  wrap: mostly('plain', WRAPS),
  after: mostly('none', AFTER),
  variables: Object.keys(VARIABLES),
} as const;
type Kind = keyof typeof CHOICES;
export const PART_KINDS = Object.keys(CHOICES) as readonly Kind[];

/** Plays of one file, by a name for each: of so many seeds from 0. */
export function generatedTexts(seeds: number): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from({ length: seeds }, (_, seed) => {
      const { files } = generate(seed);
      return files.size === 1 ? [[`generated-${seed}`, files.get(PLAYBOOK) ?? ''] as const] : [];
    }).flat(),
  );
}

/** `leaveOut`: kinds of parts of which the plain one is taken, to make a difference small. */
export function generate(seed: number, leaveOut: ReadonlySet<string> = new Set()): Generated {
  const random = randomOf(seed);
  const drawn = PART_KINDS.map((kind) => [kind, random<string>(CHOICES[kind])] as const);
  const wanted = Object.fromEntries(
    drawn.map(([kind, name]) => [kind, leaveOut.has(kind) ? CHOICES[kind][0] : name]),
  ) as Chosen;
  const end = random(['failed-1', 'failed-1', 'failed-1', 'crashed', 'timed-out'] as const);
  const victim = random(['here', 'there']);
  const values = { tolerate: random([true, false]), collect: random([true, true, false]) };
  const chosen = fitting(wanted, values);
  // On one machine every host finds the job of another.
  const hosts = chosen.hosts === 'two' && chosen.launch !== 'once' ? ['here', 'there'] : ['here'];
  return {
    files: filesOf(chosen, values),
    hosts,
    victim: hosts.includes(victim) ? victim : 'here',
    end,
    hasty: chosen.look === 'no-until' || chosen.look === 'retries-zero',
    launched: chosen.launch !== 'collected' || values.collect,
    parts: PART_KINDS.filter((kind) => chosen[kind] !== CHOICES[kind][0]).map((kind) => `${kind} ${chosen[kind]}`),
  };
}

type Chosen = Readonly<Record<Kind, string>>;

/** Without what makes a play red on every run, and what makes it a matter of moments whether the work still goes on. */
function fitting(chosen: Chosen, { tolerate, collect }: Values): Chosen {
  const { after, wrap, look, place, between, jid, launch, reap, play } = chosen;
  const leftOut = (!collect && [wrap, reap].includes('collected')) || (tolerate && wrap === 'not-tolerated');
  const notReaped = leftOut || wrap === 'rescue-reap' || look === 'never-tag' || place === 'handler-unchanged';
  const bare = /^(fail-bare|failed-looped|fail-unless-succeeded|assert-succeeded|assert-rc)$/.test(after);
  const late = between === 'another' && /^(until-success|no-until|retries-zero)$/.test(look);
  const jobless = jid !== 'plain' && (/overwritten$/.test(between) || launch === 'collected');
  return {
    ...chosen,
    // With `serial`, those that come later have no result yet.
    after: (bare && notReaped) || (after === 'others-failed' && play === 'serial') ? 'fail' : after,
    between: late ? 'plain' : between,
    jid: jobless ? 'plain' : jid,
    // Of a block in a handler's file, Ansible runs no rescue, and it knows no block in it.
    wrap: place.startsWith('handler') && /^rescue-o|-of-failed$/.test(wrap) ? 'plain' : wrap,
    // Those of a play's roles are not there in the next one.
    variables: place === 'second-play' && chosen.variables === 'role' ? 'play' : chosen.variables,
  };
}

function filesOf(chosen: Chosen, values: Values) {
  const layout: Layout = { main: [], post: [], handlers: [], roles: [], second: [], files: new Map() };
  const keywords = VARIABLES[chosen.variables]?.(values, layout);
  const looped = chosen.loop !== 'plain';
  const guard = GUARDS[chosen.guard];
  const launch: Task = {
    name: 'Work',
    shell: '{{ work }}',
    async: 10,
    poll: 0,
    register: 'job',
    ...(looped ? { loop: chosen.loop.split(', ') } : {}),
    ...LAUNCHES[chosen.launch],
  };
  const jid = JIDS[chosen.jid]?.(looped ? 'item' : 'job') ?? `${looped ? 'item' : 'job'}.ansible_job_id`;
  const reap: Task = {
    name: 'Wait',
    async_status: { jid: `{{ ${jid} }}` },
    register: 'res',
    ...(looped ? { loop: '{{ job.results }}' } : {}),
    ...LOOKS[chosen.look as keyof typeof LOOKS],
    ...guard,
    ...REAPS[chosen.reap],
  };
  const wrap = WRAPS[chosen.wrap] ?? ((tasks) => tasks);
  const after = AFTER[chosen.after] ?? [];
  if (chosen.launch === 'keep-alive') {
    layout.main.push(...wrap([{ ...launch, ...guard, register: 'res' }]), ...after);
  } else {
    layout.main.push(launch, ...(BETWEEN[chosen.between] ?? []));
    PLACES[chosen.place]?.(layout, wrap([reap]), after);
  }
  layout.handlers.push({ name: 'Told', debug: { msg: 'x' } });
  const { main, post, handlers, roles, second, files } = layout;
  const play = { hosts: 'all', gather_facts: false, ...PLAYS[chosen.play], ...keywords };
  files.set(PLAYBOOK, [
    { ...play, roles, tasks: main, post_tasks: post, handlers },
    ...(second.length > 0 ? [{ ...play, tasks: second }] : []),
  ]);
  return new Map([...files].map(([path, content]) => [path, stringify(content, { aliasDuplicateObjects: false })]));
}
