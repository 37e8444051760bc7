/** A row of numbers that is the same for the same seed. */
export function randomOf(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 12_345) % 2_147_483_648;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** What breaks YAML, or makes something else of it. */
const YAML = `\t|\0|"|'|- |: |\n|\r|&a |*a|<<: *a|!vault \\||!unsafe |\ufeff|\u00a0|[|]|{|}|>|#|? |---\n|...\n|%YAML 9.9\n|0x|1e999|\ud800`;
/** What breaks a template, or makes something else of it. */
const JINJA =
  "{{|}}|{% if|{% endif %}|{% for x in y %}|{#|#}|{% raw %}| and | or | not | is | is not | in |defined| == | \\| default(|\\| map(attribute='x')|\\| selectattr('a', 'eq', 1)|.results|[0]|[-1]|[:|(|)|~|//|**|loop.index|hostvars['x'].|lookup('env', 'X')|omit|1_000|{'a': 1}|[[]]";
/** Names that Ansible takes, and that mean something to a regular expression, a terminal, an object or a path. */
const NAMES =
  'a(b|x[|*|é{2|a\\\\|+|$^|n\\nl|{{ x }}|__proto__|constructor|toString|hasOwnProperty|../../x|/|.|\u001b[31m|\u202e|%s|%0A|::error::|<b>|0|-1|null|yes|item|omit|vars|hostvars|ansible_job_id';

function split(row: string): readonly string[] {
  return row.split(/(?<!\\)\|/).map((word) => word.replaceAll('\\|', '|'));
}

const DIRT: readonly string[] = [...split(YAML), ...split(JINJA)];
const HOSTILE = split(NAMES);

/** A text with some places of it damaged: by dirt, by a piece or a line of itself elsewhere, or by a hostile name in all places of a word. */
export function damaged(text: string, random: (below: number) => number): string {
  let now = text;
  for (let hit = random(5); hit >= 0; hit--) now = HITS[random(HITS.length)]?.(now, random) ?? now;
  return now;
}

type Hit = (text: string, random: (below: number) => number) => string;

const put: Hit = (text, random) => {
  const at = random(text.length);
  return text.slice(0, at) + (DIRT[random(DIRT.length)] ?? '') + text.slice(at + (random(3) === 0 ? random(30) : 0));
};

const copy: Hit = (text, random) => {
  const at = random(text.length);
  return text.slice(0, at) + text.slice(random(text.length)).slice(0, 60) + text.slice(at);
};

const moveLines: Hit = (text, random) => {
  const lines = text.split('\n');
  const taken = lines.splice(random(lines.length), 1 + random(4));
  lines.splice(random(lines.length + 1), 0, ...taken, ...(random(3) === 0 ? taken : []));
  return lines.join('\n');
};

const indent: Hit = (text, random) => {
  const lines = text.split('\n');
  const at = random(lines.length);
  lines[at] = ' '.repeat(random(9)) + (lines[at] ?? '').trimStart();
  return lines.join('\n');
};

const value: Hit = (text, random) => {
  const lines = text.split('\n');
  const at = random(lines.length);
  const word = HOSTILE[random(HOSTILE.length)] ?? '';
  lines[at] = (lines[at] ?? '').replace(/(:\s+).*$/, (_, colon: string) => colon + JSON.stringify(word));
  return lines.join('\n');
};

const rename: Hit = (text, random) => {
  const words = text.match(/[A-Za-z_]\w{2,}/g) ?? [];
  const word = words[random(words.length)] ?? '';
  return word === '' ? text : text.replaceAll(word, () => HOSTILE[random(HOSTILE.length)] ?? '');
};

const HITS: readonly Hit[] = [put, put, put, copy, moveLines, indent, value, value, rename];
