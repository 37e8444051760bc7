/** What Ansible takes for true where a keyword, a setting or a variable of its own is a boolean (`boolean()`). */
const YES = /^\s*(y|yes|on|1|1\.0|true|t)\s*$/i;
const NO = /^\s*(n|no|off|0|0\.0|false|f)\s*$/i;

export function saysYes(text: string): boolean {
  return YES.test(text);
}

export function saysNo(text: string): boolean {
  return NO.test(text);
}
