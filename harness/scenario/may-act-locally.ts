import { readFileSync } from 'node:fs';
import { filesReached } from '../source/files-reached.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import type { AnsibleContext } from '../source/search-paths.ts';

/**
 * What acts on the machine that ansible-playbook runs on, or may: hosts that a template names, connections, and what Ansible does in its
 * own process. Only a guess, which spares a run: what a play does there without a double is refused, whatever its source looks like.
 */
const WORDS =
  /\bhosts:.*\{\{|\blocalhost\b|127\.0\.0\.1|::1|\blocal_action\b|\bconnection\b|\bdelegate_to\b|\b(lookup|query|q)\(|\bwith_\w+:|\b(fetch|synchronize|script)\b/;

/** Whether a playbook may act on localhost, from the text of all that it brings in. */
export function mayActLocally(playbook: string, context: AnsibleContext): boolean {
  return filesReached(readPlaybook(playbook, context)).some((file) => WORDS.test(readFileSync(file, 'utf8')));
}
