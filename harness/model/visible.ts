/** Control characters, line separators and marks of direction: they move a terminal's cursor, forge lines, or hide text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;

/** Text of somebody else's as one line that shows what is in it: `\x1b`, `\u202e`, `\n`. */
export function visible(text: string): string {
  return visibleLines(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

/** Whether a text shows all that is in it. */
export function isVisible(text: string): boolean {
  return text.search(HIDDEN) === -1;
}

/** JSON that says the same, with escapes for what JSON itself lets pass. */
export function visibleJson(json: string): string {
  return json.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As `visible`, for text of several lines. */
export function visibleLines(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\r') return '\\r';
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
