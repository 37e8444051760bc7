/** Jinja is replaced before anything runs: a filter's `|` is no pipe. */
const TEMPLATES = /\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}/gs;
const QUOTED = /'[^']*'|"(?:\\.|[^"\\])*"/gs;
/** What a shell gives a meaning to that `command` would hand on as it is, quotes apart: both know those. */
const FOR_A_SHELL = /[|&;<>`*?~#\n]|\$[\w({]|(^|\s)\w+=\S*\s|\[[^\]]*\]/;

/** Whether the line wants a shell. One that only seems to, does well in a shell, too. */
export function wantsShell(command: string): boolean {
  const plain = command.replace(TEMPLATES, 'x');
  // In double quotes a shell still replaces variables and commands.
  return FOR_A_SHELL.test(plain.replace(QUOTED, 'x')) || /"[^"]*[$`][^"]*"/s.test(plain);
}

/** Whether one program's output goes to another: the shell then tells the end of the last one only. */
export function hasPipe(command: string): boolean {
  return /(^|[^|])\|&?([^|]|$)/.test(command.replace(TEMPLATES, 'x').replace(QUOTED, 'x'));
}

/** Whether the line puts its own work in the background, so that it ends while that goes on. */
export function goesToBackground(command: string): boolean {
  const plain = command.replace(TEMPLATES, 'x').replace(QUOTED, 'x');
  return /(^|[^&>|])&(?![&>\d])/.test(plain) && !/\bwait\b/.test(plain);
}
