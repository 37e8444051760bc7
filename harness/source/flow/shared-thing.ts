import { commandOf } from '../classify/intent.ts';
import { readsOf } from '../jinja/reads-of.ts';
import { expressionsIn } from '../jinja/template.ts';
import { stringsIn, textOf, type YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { splitWords } from '../parse/words.ts';

/** What a task works on, and another can name as well: variables, ports, paths, and names that stand as words or arguments. */
interface Things {
  readonly variables: ReadonlySet<string>;
  /** Variables that a path or an address goes on behind: where, not what. */
  readonly folders: ReadonlySet<string>;
  readonly ports: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** Arguments that say how or where, not what. */
const HOW =
  /^(state|delay|timeout|sleep|msg|method|status_code|validate_certs|mode|chdir|executable|creates|removes|return_content|connect_timeout|enabled|daemon_reload|host|hostname|login_\w+|namespace|kubeconfig|context|user(name)?|password|url_(username|password)|headers)$/;
const EVERYWHERE =
  /^(item|inventory_hostname|inventory_hostname_short|ansible_\w+|omit|role_path|playbook_dir|groups|hostvars|true|false|localhost)$/i;

const PATH = /(?<![\w./}])\/[\w.@-]+(?:\/[\w.@-]+)+|\b[A-Za-z]:\\[\w.\\-]+/g;

/** A word of a command: a template, or a quoted text, is one. */
const WORD = String.raw`(?:\{\{[^{}]*\}\}|"[^"]*"|'[^']*'|[^\s;&|])+`;
/** What a command only works with: where it goes first, the settings that it reads, and whom it asks as what. All that is there before a job. */
const MEANS = [
  new RegExp(String.raw`(^|[;&|(])[ \t]*(?:\.|source|cd|pushd)[ \t]+${WORD}`, 'gm'),
  new RegExp(String.raw`(^|[;&|(])[ \t]*(?:export[ \t]+)?\w+=${WORD}`, 'gm'),
  new RegExp(
    String.raw`(\s)(?:-n|-h|-u|-U|--(?:kube)?config|--kube-?context|--context|--namespace|--host|--user|--env-file|--inventory)[=\s]\s*${WORD}`,
    'g',
  ),
];

function withoutMeans(command: string): string {
  return MEANS.reduce((text, means) => text.replace(means, '$1'), command);
}

const known = new WeakMap<TaskNode, Things>();

/**
 * A thing that a launch works on and a later task asks for, in words; undefined where there is none. A word of their descriptions is none,
 * nor is a program that both run.
 */
export function sharedThing(launch: TaskNode, task: TaskNode): string | undefined {
  const [left, right] = [thingsOf(launch), thingsOf(task)];
  // A file in a folder that the launch names may come of it; that both name files in one folder says nothing.
  const variable = [...left.variables].find((one) => right.variables.has(one) || right.folders.has(one));
  const common = (of: keyof Things) => [...left[of]].find((one) => right[of].has(one));
  if (variable) return `the variable ${variable}`;
  const port = common('ports');
  if (port) return `the port ${port}`;
  const path = [...left.paths].find((one) => right.paths.has(one) && !isProgramOf(task, one));
  return path ?? common('names') ?? programsOf(commandOf(launch)).find((name) => right.names.has(name));
}

/** There before any job, and whatever comes of it. */
const OF_SYSTEM = /^\/(dev|proc|sys|etc|s?bin|usr\/s?bin)\//;

/** A path that both tasks name and a job may make: no program that one begins with, no device or setting of the system. */
export function sharedPath(a: TaskNode, b: TaskNode): string | undefined {
  const theirs = thingsOf(b).paths;
  return [...thingsOf(a).paths].find(
    (path) => theirs.has(path) && !OF_SYSTEM.test(path) && !isProgramOf(a, path) && !isProgramOf(b, path),
  );
}

function isProgramOf(task: TaskNode, path: string): boolean {
  return partsOf(commandOf(task)).some((part) => programIn(part, /^(sh|bash)$/) === path);
}

/** Whether a path that a task's command names stands in a text. */
export function pathIn(task: TaskNode, text: string): string | undefined {
  return [...thingsOf(task).paths].find((path) => text.includes(path));
}

/** A program that both run, which may ask for what it has begun. */
export function sharedProgram(a: TaskNode, b: TaskNode): string | undefined {
  const theirs = programsOf(commandOf(b));
  return programsOf(commandOf(a)).find((name) => theirs.includes(name));
}

/**
 * What commands that end something name of what a launch runs: its program, a path of it, the object that its program manages, or that
 * program itself, told to start and to stop.
 */
export function endedThing(launch: TaskNode, ending: readonly string[]): string | undefined {
  const command = commandOf(launch);
  const [starting] = partsOf(command).filter((part) => wordsBehindProgram(part).some((word) => STARTS.test(word)));
  const starter = starting === undefined ? undefined : programIn(starting);
  const own = ending.some(
    (part) => programIn(part) === starter && wordsBehindProgram(part).some((word) => ENDS.test(word)),
  );
  if (starter !== undefined && own && !MANAGES.test(baseOf(starter))) return starter;
  const given = ending.map((part) => wordsBehindProgram(part).join(' ')).join('\n');
  const candidates = [
    ...(command.match(PATH) ?? []),
    ...programsOf(command).filter((name) => !MANAGES.test(name)),
    ...objectsOf(command),
  ];
  return candidates.find((one) => standsIn(given, one));
}

const STARTS = /^(start|run|up|serve)$/;
const ENDS = /^(stop|down|quit|terminate|kill)$/;

/** Whether a text has it as a word, or as the end of a path. */
function standsIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const [before = '', behind] = [text[at - 1], text.slice(at + word.length, at + word.length + 2)];
    if (!/[\w.-]/.test(before) && !/^([\w/-]|\.\w)/.test(behind)) return true;
  }
  return false;
}

function thingsOf(task: TaskNode): Things {
  const before = known.get(task);
  if (before) return before;
  const args = [...(task.action?.args ?? [])].filter(([key]) => !HOW.test(key)).map(([, node]) => node);
  const texts = [...args.flatMap((node) => stringsIn(node)).map(({ text }) => text), task.action?.free ?? ''].map(
    withoutMeans,
  );
  const pairs = [...(task.action?.args ?? [])].flatMap(([key, node]) =>
    HOW.test(key) || node.kind !== 'scalar' || node.text === '' ? [] : [`${key}: ${node.text}`],
  );
  const numbers = args.flatMap(numbersIn);
  const things: Things = {
    variables: variablesIn(texts.map((text) => text.replace(FOLDER, ''))),
    folders: variablesIn(texts.flatMap((text) => text.match(FOLDER) ?? [])),
    ports: new Set([...numbers, ...texts.flatMap((text) => text.match(/(?<![\w.])\d{3,5}(?![\w.])/g) ?? [])]),
    paths: new Set(texts.flatMap((text) => [...(text.match(PATH) ?? []), ...(text.match(IN_FOLDER) ?? [])])),
    names: new Set([...objectsOf(commandOf(task)), ...args.flatMap(plainName), ...pairs]),
  };
  known.set(task, things);
  return things;
}

function variablesIn(texts: readonly string[]): Set<string> {
  return new Set(
    texts
      .flatMap((text) => expressionsIn(text))
      .flatMap((expression) => readsOf(expression))
      .filter((read) => !EVERYWHERE.test(read.name))
      .map((read) => [read.name, ...read.path].join('.')),
  );
}

const FOLDER = /\{\{[^{}]*\}\}(?=\/)/g;
const IN_FOLDER = /\{\{[^{}]*\}\}(?:\/(?:[\w.@-]|\{\{[^{}]*\}\})+)+/g;

function numbersIn(node: YamlNode): string[] {
  return node.kind === 'scalar' && /^\d{3,5}$/.test(node.text) ? [node.text] : [];
}

/** Programs that do something with an object which their arguments name. */
const MANAGES =
  /^(pgrep|pidof|ps|systemctl|service|rc-service|docker|podman|kubectl|oc|helm|virsh|screen|tmux|supervisorctl|git|make)$/;
const VERBS =
  /^(start|stop|restart|reload|status|exec|pull|push|kill|delete|create|apply|describe|drain|build|logs|inspect|wait|container|image|service|compose|enable|disable|checkout|clone|fetch|install)$/;

/** What such a program is told to do something with: `pgrep importer` names the importer. */
function objectsOf(command: string): string[] {
  return partsOf(withoutMeans(command)).flatMap((part) => {
    if (!MANAGES.test(baseOf(programIn(part) ?? ''))) return [];
    return wordsBehindProgram(part).filter(
      (word) => /^[A-Za-z][\w.@:-]{3,}$/.test(word) && !EVERYWHERE.test(word) && !VERBS.test(word),
    );
  });
}

/** The names of the programs that a command runs, as far as they stand at the beginning of its parts. */
function programsOf(command: string): string[] {
  return partsOf(command)
    .flatMap((part) => programIn(part) ?? [])
    .map(baseOf)
    .filter(
      (name) =>
        /^[\w.@-]{4,}$/.test(name) &&
        !/^(bash|python\d?|echo|sleep|while|done|then|java|node|perl|ruby|true|test|export|source)$/.test(name),
    );
}

/** Commands that run another one, and what may stand between the two. */
const RUNS_ANOTHER = /^(sudo|nohup|exec|env|setsid|time|timeout|nice|ionice|stdbuf|\w+=.*|-\S*|\d+[smhd]?)$/;

function partsOf(command: string): string[] {
  return command.split(/&&|\|\|?|;|\n/);
}

function programIn(part: string, besides?: RegExp): string | undefined {
  return splitWords(part).find((word) => !RUNS_ANOTHER.test(word) && !besides?.test(word));
}

/** The words behind the program of a part. */
function wordsBehindProgram(part: string): string[] {
  const words = splitWords(part);
  return words.slice(words.findIndex((word) => !RUNS_ANOTHER.test(word)) + 1);
}

function baseOf(program: string): string {
  return program.replace(/^.*\//, '');
}

function plainName(node: YamlNode): string[] {
  const text = textOf(node).trim().replace(/^\w+=/, '');
  return /^[A-Za-z][\w.@:-]{2,}$/.test(text) && !EVERYWHERE.test(text) ? [text] : [];
}
