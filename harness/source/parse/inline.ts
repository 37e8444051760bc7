import { splitWords } from './words.ts';

/** Splits `creates=/x jid={{ a.b }} echo hi` into pairs and the rest; templates and quotes hold together. */
export function readInline(text: string): { args: Map<string, string>; free: string } {
  const args = new Map<string, string>();
  const rest: string[] = [];
  for (const word of splitWords(text)) {
    const match = /^([A-Za-z_][\w]*)=([\s\S]*)$/.exec(word);
    if (match?.[1] !== undefined && match[2] !== undefined) args.set(match[1], unquote(match[2]));
    else rest.push(word);
  }
  // A command keeps its own spelling, `VAR=x` words included, as nobody reads its pairs but the few that Ansible knows.
  const known = [...args.keys()].some((key) =>
    /^(creates|removes|chdir|executable|warn|stdin|stdin_add_newline|strip_empty_ends)$/.test(key),
  );
  return { args, free: known ? rest.join(' ') : text };
}

function unquote(text: string): string {
  const match = /^(["'])([\s\S]*)\1$/.exec(text);
  return match?.[2] ?? text;
}
