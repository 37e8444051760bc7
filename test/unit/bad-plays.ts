import { readdirSync, readFileSync } from 'node:fs';

const RULES = new URL('../../harness/audit/rules/', import.meta.url);
const PROJECTS = new URL('./audit-projects/', import.meta.url);

/** Every bad playbook of a rule, and the first file of every project, by name. */
export const BAD_PLAYS: Readonly<Record<string, string>> = Object.fromEntries([
  ...readdirSync(RULES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => [name, readFileSync(new URL(`${name}/fail.yml`, RULES), 'utf8')]),
  ...readdirSync(PROJECTS).map((name) => [
    name,
    readFileSync(new URL(name, PROJECTS), 'utf8').split(/^=== .*\n/m)[1] ?? '',
  ]),
]);
