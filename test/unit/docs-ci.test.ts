import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const PAGE = new URL('../../docs/ci.md', import.meta.url);
const FILES = new URL('../../docs/ci/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FILES), 'utf8');
/** What follows on the words "Copy [ci/FILE](ci/FILE):". */
const SHOWN = /(Copy \[ci\/(\S+)\]\(ci\/\2\):\n\n```\w+\n)[^`]*(?:`(?!``)[^`]*)*```/g;

/** `REAPCHECK_UPDATE=1` writes them into it; proofs run the files. */
test('docs/ci.md shows each of the files as it is', () => {
  const names: string[] = [];
  const page = readFileSync(PAGE, 'utf8').replace(SHOWN, (_, head: string, name: string) => {
    names.push(name);
    return `${head}${read(name)}\`\`\``;
  });
  if (process.env.REAPCHECK_UPDATE) writeFileSync(PAGE, page);
  expect(names.toSorted()).toEqual(readdirSync(FILES).toSorted());
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});

test('no part is red for what it found: the merge is', () => {
  const gitlab = parse(read('gitlab-ci.yml'));
  expect(gitlab['drill part'].allow_failure).toEqual({ exit_codes: [1, 2] });
  expect(gitlab['drill merge']).not.toHaveProperty('allow_failure');
  expect(read('slurm.sh')).toContain('--dependency "afterany:$parts"');
});

interface Pods {
  readonly spec: {
    readonly volumes: readonly {
      readonly name: string;
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
    readonly initContainers?: readonly Container[];
    readonly containers: readonly Container[];
  };
}

interface Container {
  readonly args: readonly string[];
  readonly volumeMounts: readonly { readonly name: string }[];
  readonly envFrom?: readonly { readonly configMapRef: { readonly name: string } }[];
}

interface Job {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly completions?: number; readonly completionMode?: string; readonly template: Pods };
}

test('of the Kubernetes objects, those that name each other do, and the shares are as many as the pods', () => {
  const objects = parseAllDocuments(read('kubernetes.yml')).map((document) => document.toJS() as Job);
  const named = (kind: string) => objects.filter((it) => it.kind === kind).map(({ metadata }) => metadata.name);
  const jobs = objects.filter(({ kind }) => kind === 'Job');
  expect(jobs.length).toBe(2);
  for (const { spec } of jobs) {
    const { volumes, containers, initContainers = [] } = spec.template.spec;
    for (const { persistentVolumeClaim: claim } of volumes)
      if (claim) expect(named('PersistentVolumeClaim')).toContain(claim.claimName);
    for (const { volumeMounts, envFrom = [] } of [...containers, ...initContainers]) {
      expect(volumes.map(({ name }) => name)).toEqual(expect.arrayContaining(volumeMounts.map(({ name }) => name)));
      for (const { configMapRef } of envFrom) expect(named('ConfigMap')).toContain(configMapRef.name);
    }
  }
  const parts = jobs.find(({ spec }) => spec.completionMode === 'Indexed');
  const [script] = parts?.spec.template.spec.containers.flatMap(({ args }) => args) ?? [];
  expect(script).toContain(`--shard auto/${parts?.spec.completions} `);
});
