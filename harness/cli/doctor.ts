import type { Command } from 'commander';
import { DEFAULT_SYSTEM, type HostSystemName, SYSTEM_NAMES } from '../lab/host-system.ts';
import { imagesOf } from '../lab/images/own-images.ts';
import { type CheckResult, ensureReady, type Readiness } from '../setup/ensure-ready.ts';
import { ANSIBLE_OPTION, ansibleWanted } from './ansible-option.ts';
import { mayColour } from './colour.ts';
import { CONTROLLER_OPTION, controllerWanted } from './controller-option.ts';
import { EXIT } from './exit-codes.ts';
import { systemsNamed } from './host-system.ts';
import { onInterrupt } from './interrupt.ts';

interface Options {
  readonly fix?: boolean;
  readonly ansible?: string;
  readonly controller?: string;
  readonly image?: readonly HostSystemName[];
  readonly json?: boolean;
}

export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('say what this machine needs and has')
    .description(
      'Lists what container hosts and a run need, what of it is there, and how to get the rest. Exit code 4 if something is missing.',
    )
    .option('--fix', 'install and start what is missing, as far as you may (packages: root on Debian)')
    .option('--ansible <version|path>', ANSIBLE_OPTION, ansibleWanted)
    .option('--controller <where>', CONTROLLER_OPTION, controllerWanted)
    .option('--image <names>', `host images besides the default, with commas: ${SYSTEM_NAMES.join(', ')}`, systemsNamed)
    .option('--json', 'print the result as JSON')
    .action(async (options: Options) => {
      using interrupt = onInterrupt();
      const readiness = await ensureReady({
        // The default is what the harness starts for itself, whatever the hosts are.
        images: [...new Set<HostSystemName>([DEFAULT_SYSTEM, ...(options.image ?? [])])].flatMap(imagesOf),
        ansible: options.ansible,
        controller: options.controller,
        fix: options.fix === true,
        signal: interrupt.signal,
        onStep: (line) => console.error(line.startsWith(' ') ? line : `$ ${line}`),
      });
      console.log(
        options.json ? JSON.stringify(readiness, null, 2) : doctorText(readiness, options.fix === true, style()),
      );
      if (!readiness.ready) process.exitCode = EXIT.environment;
    });
}

interface Style {
  readonly marks: Readonly<Record<CheckResult['state'], string>>;
  readonly width: number;
}

const PLAIN = { ok: 'ok     ', warn: 'warning', missing: 'missing' } as const;
const FANCY = { ok: '\x1b[32m✔\x1b[39m', warn: '\x1b[33m!\x1b[39m', missing: '\x1b[31m✘\x1b[39m' } as const;

function style(): Style {
  const fancy = mayColour(process.stdout);
  return { marks: fancy ? FANCY : PLAIN, width: Math.min(process.stdout.columns ?? 80, 100) };
}

/** One line per condition, and the remedies, which are never broken: they are there to be pasted. */
export function doctorText(
  { conditions, changes, failures, ready }: Readiness,
  fix: boolean,
  { marks, width }: Style,
): string {
  const widest = Math.max(...conditions.map(({ title }) => title.length));
  const indent = ' '.repeat((marks === FANCY ? 1 : PLAIN.ok.length) + widest + 3);
  const rows = conditions.flatMap((condition) => {
    const [first = '', ...rest] = wrap(condition.detail, width - indent.length);
    return [
      `${marks[condition.state]} ${condition.title.padEnd(widest)}  ${first}`,
      ...rest.map((line) => indent + line),
      ...(condition.state === 'ok' ? [] : condition.remedy.map((line) => `${indent}-> ${line}`)),
    ];
  });
  return [...rows, '', ...failures.map(({ message }) => `${message}\n`), conclusion(ready, fix, changes.length)].join(
    '\n',
  );
}

function conclusion(ready: boolean, fix: boolean, changes: number): string {
  if (ready && fix && changes === 0) return 'Everything is there; nothing was changed.';
  if (ready) return 'Everything is there.';
  return fix ? 'Something is still missing.' : 'Something is missing; `npx reapcheck doctor --fix` gets what it may.';
}

/** By words; a longer word, such as a path, keeps its length. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.trim().split(/\s+/)) {
      if (line !== '' && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines;
}
