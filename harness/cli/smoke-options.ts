import { wantedJobs } from '../engine/wanted-jobs.ts';
import { ReapcheckError } from '../model/error.ts';
import type { ProofScope } from '../model/smoke.ts';
import { list } from './drill-options.ts';
import type { ReporterFlags } from './reporter-options.ts';

export interface SmokeOptions extends ReporterFlags {
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly allowHosts: string;
  /** `true`: without a value. */
  readonly prove?: string | true;
  readonly yes?: boolean;
  readonly since?: boolean;
  readonly requireFresh?: string;
  readonly faults?: string;
  readonly headroom: string;
  readonly timeout: string;
  readonly ansible?: string;
  readonly ansibleOutput?: string;
  readonly runs: string;
}

export interface ProofWish {
  readonly scope: ProofScope;
  readonly wants: ReturnType<typeof wantedJobs> | undefined;
}

/** `--prove`, `--prove all`, or `--prove` with names or file:line of jobs. */
export function proofWish(prove: SmokeOptions['prove']): ProofWish {
  if (prove === undefined) return { scope: 'none', wants: undefined };
  if (prove === true) return { scope: 'one', wants: undefined };
  return prove === 'all' ? { scope: 'all', wants: undefined } : { scope: 'one', wants: wantedJobs(list(prove)) };
}

/** Faults are for hosts that a drill can throw away. */
export function refuseFaults(faults: string | undefined): void {
  if (faults === undefined) return;
  throw new ReapcheckError({
    code: 'fault-refused',
    kind: 'usage',
    what: `--faults ${faults}: a smoke runs on hosts that are not ours to break`,
    expected: 'no fault but a failing stand-in in the place of a job: --prove, or --prove all',
    remedy: 'use --prove here, and reapcheck drill for faults: it strikes hosts that it made',
  });
}

interface Refused {
  readonly pattern: RegExp;
  readonly why: string;
  readonly remedy: string;
}

const REFUSED: readonly Refused[] = [
  {
    pattern: /^(-i.*|--inventory(-file)?(=.*)?|-l.*|--limit(=.*)?)$/,
    why: 'which hosts a smoke runs on is its own business',
    remedy: 'give -i and --limit before the --',
  },
  {
    pattern: /^(-[kKJ]|--ask-(become-|vault-)?pass(word)?|--connection-password-file=-|--step)$/,
    why: 'ansible-playbook runs several times, and can ask nobody',
    remedy: 'use --become-password-file, --connection-password-file or --vault-password-file',
  },
  {
    pattern: /^(-C|--check|--syntax-check|--list-(hosts|tasks|tags))$/,
    why: 'a smoke is a run for real',
    remedy: 'leave it out; reapcheck shows what will run, and asks, before it runs anything',
  },
];

/** Arguments after -- that would make it another run than the one that was announced. */
export function refuseArguments(args: readonly string[]): void {
  for (const arg of args) {
    const refused = REFUSED.find(({ pattern }) => pattern.test(arg));
    if (!refused) continue;
    throw new ReapcheckError({
      code: 'argument-refused',
      kind: 'usage',
      what: `${arg} after --: ${refused.why}`,
      expected: 'arguments such as -e, --tags, -u or --vault-password-file',
      remedy: refused.remedy,
    });
  }
}

export function missingOption(
  name: string,
  remedy: string,
  who = 'a smoke',
  expected = 'reapcheck smoke PLAYBOOK -i INVENTORY --limit HOST',
): ReapcheckError {
  return new ReapcheckError({
    code: 'missing-option',
    kind: 'usage',
    what: `${who} needs ${name}`,
    expected,
    remedy,
  });
}
