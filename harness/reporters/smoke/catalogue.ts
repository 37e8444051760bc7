import type { SinceSmoke, SmokeRecord } from '../../model/smoke.ts';
import { trialFacts } from '../drill/sarif.ts';
import { identityOf, placedIn } from '../finding-names.ts';
import { githubAnnotations } from '../github.ts';
import { gitlabCodeQuality } from '../gitlab.ts';
import { smokeHtml } from '../html/html.ts';
import { jsonOf } from '../json.ts';
import type { Reporters } from '../reporter.ts';
import { sarif } from '../sarif.ts';
import { SMOKE_RULES, smokeFindings } from './findings.ts';
import { smokeJunit } from './junit.ts';
import { smokeMarkdown } from './markdown.ts';
import { sinceText, smokeText } from './text.ts';

export const SMOKE_REPORTERS: Reporters<SmokeRecord> = {
  of: 'a smoke',
  bundled: {
    terminal: (record, context) => `${smokeText(record, context)}\n`,
    html: (record, { cwd, earlierSmokes, template }) =>
      smokeHtml({ record, earlier: earlierSmokes(), cwd }, template()),
    json: jsonOf,
    junit: smokeJunit,
    sarif: (record, { cwd, version }) =>
      sarif({
        findings: smokeFindings(record, cwd).map((one) => placedIn(one, record.playbook)),
        rules: SMOKE_RULES,
        version,
        fingerprintOf: identityOf,
        properties: { verdict: record.verdict, hosts: record.runs, proofs: record.proofs.map(trialFacts) },
      }),
    github: (record, { cwd }) => githubAnnotations(smokeFindings(record, cwd)),
    gitlab: (record, { cwd }) => gitlabCodeQuality(smokeFindings(record, cwd), record.playbook),
    markdown: smokeMarkdown,
  },
};

/** What `--since` and `--require-fresh` found, and of what they were asked. */
export interface LookedBack {
  readonly found: SinceSmoke | undefined;
  readonly fresh: boolean;
  readonly playbook: string;
  readonly limit: string | undefined;
}

export const LOOK_BACK_REPORTERS: Reporters<LookedBack> = {
  of: 'a look back at the last smoke',
  lacking: 'nothing is run, so that there is no record: reapcheck show makes it of the last one',
  bundled: {
    terminal: ({ found, playbook, limit }, { cwd }) => `${sinceText(found, { playbook, limit, cwd })}\n`,
    json: ({ found, fresh }) => jsonOf({ fresh, ...found }),
  },
  published: ({ found, fresh }) => ({ fresh, ...found }),
};
