import { relative, resolve } from 'node:path';
import type { ReadyDrill } from '../library/ready-drill.ts';
import { STUBS_BESIDE } from '../stubs/read-stubs.ts';
import { stubFileText } from '../stubs/write-stubs.ts';
import { EXIT } from './exit-codes.ts';

/** `drill --suggest-stubs`: prints a stub file to review on stdout, and on stderr how far the play comes with it. Returns the exit code. */
export async function printSuggestion(ready: ReadyDrill, named: string): Promise<number> {
  const say = (text: string) => console.error(`reapcheck: ${text}`);
  const { proposals, ended, runs, failure, outputFile } = await ready.suggestStubs(say);
  if (proposals.length > 0) {
    const playbook = relative('', resolve(named));
    const head = [
      `Proposed by reapcheck from ${runs === 1 ? 'a healthy run' : `${runs} healthy runs`} of ${playbook}. Review it:`,
      'put into each result what the play reads of it, and take away what should be run for real.',
      `Save it as ${STUBS_BESIDE} beside the playbook, with the stubs that are there already.`,
    ];
    console.log(stubFileText(head, proposals).trimEnd());
  } else say('nothing to propose: all that the play asks for is there, and no module failed');
  if (ended === 'green') say('with these stubs the healthy run is green');
  else
    say(
      `with these stubs the healthy run is still ${ended}${failure ? `, at ${failure}` : ''}; its output: ${outputFile}`,
    );
  return ended === 'green' ? EXIT.pass : EXIT.unknown;
}
