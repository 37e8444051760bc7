import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, matchesGlob, relative } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';

const OWN_ACTION = 'reapcheck/reapcheck/.github/actions/drill@main';

type Values = Readonly<Record<string, string>>;

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Values;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Where a job runs: a runner of its own, but for the artifacts, and the images that all of them have. */
export interface Runner {
  readonly workspace: string;
  readonly temp: string;
  readonly artifacts: string;
  /** The folder of our action, in a checkout of its own. */
  readonly action: string;
  /** Cloned by actions/checkout. */
  readonly repository: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface JobEnded {
  readonly failed: boolean;
  /** By step and name. */
  readonly outputs: Values;
  readonly summary: string;
  readonly text: string;
}

/** The steps of a job as GitHub would take them: scripts are run, actions of others have a stand-in that does what these scripts rely on. */
export class GithubJob {
  readonly #runner: Runner;
  readonly #values: Record<string, string>;
  #failed = false;
  #text = '';

  constructor(runner: Runner, values: Values) {
    this.#runner = runner;
    this.#values = { 'runner.temp': runner.temp, 'github.action_path': runner.action, ...values };
    for (const folder of [runner.workspace, runner.temp]) mkdirSync(folder, { recursive: true });
    for (const name of ['output', 'path', 'summary']) writeFileSync(this.#file(name), '');
  }

  async run(steps: readonly Step[]): Promise<JobEnded> {
    for (const step of steps) await this.#step(step);
    const summary = readFileSync(this.#file('summary'), 'utf8');
    return { failed: this.#failed, outputs: this.#values, summary, text: this.#text };
  }

  #file(name: string): string {
    return join(this.#runner.temp, `github-${name}`);
  }

  async #step(step: Step): Promise<void> {
    if (!this.#holds(step.if)) return;
    const settings = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([name, value]) => [name, this.#expanded(String(value))]),
    );
    if (step.run !== undefined) await this.#script(step, step.run);
    else if (step.uses === OWN_ACTION) await this.#ownAction(settings);
    else await this.#standIn(step.uses ?? '', settings);
  }

  #holds(condition = 'success()'): boolean {
    const text = condition.replace(/^\$\{\{(.*)\}\}$/, '$1').trim();
    const always = /^always\(\)/.test(text);
    if (this.#failed && !always) return false;
    const [, path, sign, wanted] = /^(?:always\(\) && )?(inputs\.\w+)(?: (==|!=) '(.*)')?$/.exec(text) ?? [];
    if (path === undefined) return true;
    const value = this.#value(path);
    return sign === undefined ? value === 'true' : (value === wanted) === (sign === '==');
  }

  #value(path: string): string {
    const value = this.#values[path];
    if (value === undefined) throw new Error(`\${{ ${path} }}: nobody has set it`);
    return value;
  }

  #expanded(text: string): string {
    return text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, path: string) => this.#value(path));
  }

  async #script({ id, name, env = {} }: Step, script: string): Promise<void> {
    const { workspace, temp } = this.#runner;
    const path = readFileSync(this.#file('path'), 'utf8').split('\n').filter(Boolean).toReversed();
    const given = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, this.#expanded(value)]));
    const files = { GITHUB_OUTPUT: 'output', GITHUB_PATH: 'path', GITHUB_STEP_SUMMARY: 'summary' };
    const github = Object.fromEntries(Object.entries(files).map(([key, file]) => [key, this.#file(file)]));
    const { exitCode, all } = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      cwd: workspace,
      env: {
        ...this.#runner.env,
        ...github,
        ...given,
        RUNNER_TEMP: temp,
        PATH: [...path, this.#runner.env.PATH].join(':'),
      },
      reject: false,
      all: true,
    });
    this.#text += `${name ?? ''}\n${all}\n`;
    if (exitCode !== 0) this.#failed = true;
    const output = readFileSync(this.#file('output'), 'utf8');
    for (const [, key, value = ''] of output.matchAll(/^(\w+)=(.*)$/gm))
      this.#values[`steps.${id}.outputs.${key}`] = value;
    writeFileSync(this.#file('output'), '');
  }

  async #ownAction(settings: Values): Promise<void> {
    const action = parse(readFileSync(join(this.#runner.action, 'action.yml'), 'utf8')) as {
      readonly inputs: Readonly<Record<string, { readonly default: string }>>;
      readonly runs: { readonly steps: readonly Step[] };
    };
    const before = { ...this.#values };
    for (const [name, { default: usual }] of Object.entries(action.inputs))
      this.#values[`inputs.${name}`] = settings[name] ?? usual;
    for (const step of action.runs.steps) await this.#step(step);
    Object.assign(this.#values, before);
  }

  async #standIn(uses: string, settings: Values): Promise<void> {
    const { workspace, artifacts, repository } = this.#runner;
    const { name = '', path = '.', pattern } = settings;
    switch (uses.split('@')[0]) {
      case 'actions/checkout':
        await execa('git', ['clone', '--quiet', repository, workspace]);
        return;
      case 'actions/upload-artifact':
        this.#upload(join(artifacts, name), path.trim().split('\n'));
        return;
      case 'actions/download-artifact':
        if (pattern === undefined) cpSync(join(artifacts, name), join(workspace, path), { recursive: true });
        else
          for (const one of globSync(pattern, { cwd: artifacts }))
            cpSync(join(artifacts, one), join(workspace, path, one), { recursive: true });
        return;
      case 'actions/setup-node':
      case 'actions/cache':
        return;
      case 'github/codeql-action/upload-sarif':
        JSON.parse(readFileSync(join(workspace, settings.sarif_file ?? ''), 'utf8'));
        return;
      default:
        throw new Error(`there is no stand-in for ${uses}`);
    }
  }

  /** A single folder is taken by what is in it, several by their names; links are followed, as GitHub does. */
  #upload(to: string, lines: readonly string[]): void {
    const { workspace } = this.#runner;
    const out = lines.flatMap((line) => (line.startsWith('!') ? line.slice(1) : []));
    const wanted = lines.filter((line) => !line.startsWith('!') && existsSync(join(workspace, line)));
    const [only = ''] = wanted;
    const alone = wanted.length === 1 && statSync(join(workspace, only)).isDirectory();
    for (const one of wanted)
      cpSync(join(workspace, one), alone ? to : join(to, one), {
        recursive: true,
        dereference: true,
        filter: (file) => !out.some((glob) => matchesGlob(relative(workspace, file), glob)),
      });
    mkdirSync(dirname(to), { recursive: true });
  }
}
