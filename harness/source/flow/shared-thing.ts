import { commandOf } from '../classify/intent.ts';
import { readsOf } from '../jinja/reads-of.ts';
import { expressionsIn } from '../jinja/template.ts';
import { stringsIn, textOf, type YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { splitWords } from '../parse/words.ts';

/** What a task names that another can name as well: variables, ports, paths, and names that stand as words or arguments. */
interface Things {
  readonly variables: ReadonlySet<string>;
  readonly ports: ReadonlySet<string>;
  readonly paths: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** Arguments that say how, not what. */
const HOW =
  /^(state|delay|timeout|sleep|msg|method|status_code|validate_certs|mode|chdir|executable|creates|removes|return_content|connect_timeout|enabled|daemon_reload)$/;
const EVERYWHERE =
  /^(item|inventory_hostname|inventory_hostname_short|ansible_\w+|omit|role_path|playbook_dir|groups|hostvars|true|false|localhost)$/i;

const PATH = /(?<![\w./}])\/[\w.@-]+(?:\/[\w.@-]+)+|\b[A-Za-z]:\\[\w.\\-]+/g;

const known = new WeakMap<TaskNode, Things>();

/** A thing that both tasks name, in words; undefined where there is none. A word of their descriptions is none. */
export function sharedThing(a: TaskNode, b: TaskNode): string | undefined {
  const [left, right] = [thingsOf(a), thingsOf(b)];
  const common = (of: keyof Things) => [...left[of]].find((one) => right[of].has(one));
  const variable = common('variables');
  if (variable) return `the variable ${variable}`;
  const port = common('ports');
  if (port) return `the port ${port}`;
  const path = common('paths');
  return path ?? common('names');
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
  return commandOf(task)
    .split(/&&|\|\|?|;|\n/)
    .some(
      (part) =>
        splitWords(part).find((word) => !/^(sudo|nohup|exec|env|setsid|time|sh|bash|\w+=.*)$/.test(word)) === path,
    );
}

/** Whether one of the paths, or the program itself, that a task's command names stands in a text. */
export function thingIn(task: TaskNode, text: string): string | undefined {
  const { paths } = thingsOf(task);
  return (
    [...paths].find((path) => text.includes(path)) ?? programsOf(commandOf(task)).find((name) => text.includes(name))
  );
}

function thingsOf(task: TaskNode): Things {
  const before = known.get(task);
  if (before) return before;
  const args = [...(task.action?.args ?? [])].filter(([key]) => !HOW.test(key)).map(([, node]) => node);
  const texts = [...args.flatMap((node) => stringsIn(node)).map(({ text }) => text), task.action?.free ?? ''];
  const pairs = [...(task.action?.args ?? [])].flatMap(([key, node]) =>
    HOW.test(key) || node.kind !== 'scalar' || node.text === '' ? [] : [`${key}: ${node.text}`],
  );
  const numbers = args.flatMap(numbersIn);
  const things: Things = {
    variables: new Set(
      texts
        .flatMap((text) => expressionsIn(text))
        .flatMap((expression) => readsOf(expression))
        .filter((read) => !EVERYWHERE.test(read.name))
        .map((read) => [read.name, ...read.path].join('.')),
    ),
    ports: new Set([...numbers, ...texts.flatMap((text) => text.match(/(?<![\w.])\d{3,5}(?![\w.])/g) ?? [])]),
    paths: new Set(texts.flatMap((text) => text.match(PATH) ?? [])),
    names: new Set([...namesIn(task), ...args.flatMap(plainName), ...pairs]),
  };
  known.set(task, things);
  return things;
}

function numbersIn(node: YamlNode): string[] {
  return node.kind === 'scalar' && /^\d{3,5}$/.test(node.text) ? [node.text] : [];
}

/** Words of a command but for its options, and for the program that runs it: `pgrep importer` names the importer. */
function namesIn(task: TaskNode): string[] {
  const command = commandOf(task);
  const words = splitWords(command).filter((word) => /^[A-Za-z][\w.@:-]{3,}$/.test(word) && !EVERYWHERE.test(word));
  const asks =
    /^\s*(sudo\s+)?(pgrep|pidof|ps|systemctl|service|docker|podman|kubectl|virsh|screen|tmux|supervisorctl)\b/.test(
      command,
    );
  return asks ? words.slice(1) : programsOf(command);
}

/** The names of the programs that a command runs, as far as they stand at the beginning of its parts. */
function programsOf(command: string): string[] {
  return command
    .split(/&&|\|\|?|;|\n/)
    .flatMap((part) => splitWords(part).find((word) => !/^(sudo|nohup|exec|env|setsid|time|\w+=.*)$/.test(word)) ?? [])
    .map((program) => program.replace(/^.*\//, ''))
    .filter(
      (name) =>
        /^[\w.@-]{4,}$/.test(name) &&
        !/^(bash|python\d?|echo|sleep|while|done|then|java|node|perl|ruby|true|test)$/.test(name),
    );
}

function plainName(node: YamlNode): string[] {
  const text = textOf(node).trim().replace(/^\w+=/, '');
  return /^[A-Za-z][\w.@:-]{2,}$/.test(text) && !EVERYWHERE.test(text) ? [text] : [];
}
