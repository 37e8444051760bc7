import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readYamlFile } from '../yaml/yaml-file.ts';

const variables = z.record(z.string(), z.unknown());
const inventory = z.looseObject({
  hosts: variables.nullish(),
  group_vars: z.record(z.string(), variables.nullish()).nullish(),
  host_vars: z.record(z.string(), variables.nullish()).nullish(),
  links: z.record(z.string(), z.string()).nullish(),
});

/** What counts of molecule.yml; the rest is for Molecule's drivers. */
const schema = z.looseObject({
  driver: z
    .looseObject({
      name: z.string().optional(),
      options: z.looseObject({ ansible_connection_options: variables.nullish() }).nullish(),
    })
    .nullish(),
  platforms: z
    .array(
      z.looseObject({
        name: z.string(),
        groups: z.array(z.string()).nullish(),
        children: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
  provisioner: z
    .looseObject({
      env: z.record(z.string(), z.coerce.string()).nullish(),
      connection_options: variables.nullish(),
      inventory: inventory.nullish(),
      playbooks: z.looseObject({ prepare: z.string().nullish(), converge: z.string().nullish() }).nullish(),
    })
    .nullish(),
});

export type MoleculeConfig = z.infer<typeof schema>;

type Environment = Readonly<Record<string, string | undefined>>;

/** A scenario's molecule.yml over the project's `.config/molecule/config.yml`, with its `${VARIABLES}`; empty where it is none. */
export function readMoleculeConfig(file: string, cwd: string, env: Environment): MoleculeConfig {
  const whole = [baseConfig(cwd), file].reduce<unknown>(
    (below, one) =>
      one !== undefined && existsSync(one) ? merged(below, readYamlFile(one, 'molecule.yml').value) : below,
    {},
  );
  const parsed = schema.safeParse(interpolated(whole, env));
  return parsed.success ? parsed.data : {};
}

/** Below the root of the checkout, where Molecule looks for it. */
function baseConfig(cwd: string): string | undefined {
  const here = join(cwd, '.config/molecule/config.yml');
  if (existsSync(here) || existsSync(join(cwd, '.git'))) return here;
  return dirname(cwd) === cwd ? undefined : baseConfig(dirname(cwd));
}

/** Mappings go into one another; anything else takes the place of what was there. */
function merged(below: unknown, above: unknown): unknown {
  if (!isMapping(below) || !isMapping(above)) return above ?? below;
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(keys.map((key) => [key, key in above ? merged(below[key], above[key]) : below[key]]));
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`; `$$` is a `$`. */
const VARIABLE = /\$(?:(?<dollar>\$)|(?<bare>\w+)|\{(?<name>\w+)(?:(?<how>:?-)(?<other>[^}]*))?\})/g;

function interpolated(value: unknown, env: Environment): unknown {
  if (Array.isArray(value)) return value.map((one) => interpolated(one, env));
  if (isMapping(value))
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, interpolated(one, env)]));
  if (typeof value !== 'string' || !value.includes('$')) return value;
  const text = value.replaceAll(VARIABLE, (...found) => {
    const { dollar, bare, name, how, other } = found.at(-1) as Readonly<Record<string, string | undefined>>;
    if (dollar) return '$';
    const set = env[bare ?? name ?? ''];
    return set === undefined || (set === '' && how === ':-') ? (other ?? '') : set;
  });
  // What is written is YAML: a number that came out of a variable is one.
  return /^[\w.+-]+$/.test(text) ? parse(text) : text;
}
