import type { DesignOf } from '../../harness/library/design.ts';

/** The same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const NAMES = [
  'Back up',
  'Restart the server farm',
  'größere Aufgabe',
  '数据',
  '7 days of logs: pack',
  'in',
  'Shut down nothing',
  "the operator's job #1",
  'Do not wait for me',
  'a "quoted" one',
  'Build {{ inventory_hostname }}',
  '- dash first',
];
const COMMANDS = [
  '/opt/work --all',
  'tar -czf /srv/b.tgz /srv 2>/dev/null',
  'pg_dump shop | gzip > /srv/shop.gz',
  'cd /srv && make -j4 || exit 3',
  'echo "$HOME" {{ answer | default("no") | quote }}',
  "sh -c 'a | b & wait'",
  'for f in /srv/*; do sha256sum "$f"; done',
  'echo "a: b # c"',
  'find /srv -name x -exec rm {} ;',
  'python3 - <<END\nprint("- not a list")\nEND',
];
const MODULES = [
  { module: 'ansible.builtin.apt', args: { upgrade: 'dist' } },
  { module: 'ansible.builtin.command', args: { argv: ['/opt/x', '--a b'] } },
  { module: 'ansible.builtin.get_url', args: { url: 'http://x.invalid/y', dest: '/tmp/y' } },
  { module: 'ansible.builtin.git', args: { repo: 'x', dest: '/srv/x' } },
];

/** A set of jobs: their runtimes, limits, hosts, order and what they do. */
export function requestOf(seed: number): DesignOf {
  const next = random(seed);
  const upTo = (n: number) => Math.floor(next() * n);
  const one = <T>(list: readonly T[]) => list[upTo(list.length)] as T;
  const duration = () => one([`${1 + upTo(900)}s`, `${1 + upTo(300)}m`, `${(0.1 + next() * 30).toFixed(1)}h`, '250ms']);
  const jobs = Array.from({ length: 1 + upTo(6) }, (_, index) => ({
    name: `${one(NAMES)} ${index}`,
    ...(upTo(3) === 0 ? one(MODULES) : { command: one(COMMANDS) }),
    runtime: duration(),
    ...(upTo(3) === 0 ? { parallel: upTo(2) === 0 } : {}),
    ...(upTo(6) === 0 ? { reboots: true } : {}),
  }));
  return {
    jobs,
    ...(upTo(2) ? { hosts: one(['web', 'all:!db', 'db_servers,web[0]']) } : {}),
    ...(upTo(2) ? { 'host-count': 1 + upTo(200) } : {}),
    ...(upTo(2) ? { headroom: Number((1 + next() * 5).toFixed(2)) } : {}),
    ...(upTo(2) ? { boot: duration() } : {}),
    ...(upTo(2) ? { become: true } : {}),
  };
}
