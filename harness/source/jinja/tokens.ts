export type Token =
  | { readonly t: 'name'; readonly v: string }
  | { readonly t: 'string'; readonly v: string }
  | { readonly t: 'number'; readonly v: number }
  | { readonly t: 'op'; readonly v: string }
  | { readonly t: 'end' };

const OPERATORS = [
  '==',
  '!=',
  '<=',
  '>=',
  '//',
  '**',
  '+',
  '-',
  '*',
  '/',
  '%',
  '~',
  '|',
  '.',
  ',',
  ':',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '<',
  '>',
  '=',
];

/** Cuts a Jinja expression into tokens; undefined where it holds something that no expression can. */
export function tokenise(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = /^\s+/.exec(rest);
    if (space) {
      at += space[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest);
    const number = /^\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(rest);
    const string = /^"(?:[^"\\]|\\[\s\S])*"|^'(?:[^'\\]|\\[\s\S])*'/.exec(rest);
    if (name) tokens.push({ t: 'name', v: name[0] });
    else if (number) tokens.push({ t: 'number', v: Number(number[0].replaceAll('_', '')) });
    else if (string) tokens.push({ t: 'string', v: unescapeText(string[0].slice(1, -1)) });
    else {
      const operator = OPERATORS.find((candidate) => rest.startsWith(candidate));
      if (!operator) return undefined;
      tokens.push({ t: 'op', v: operator });
      at += operator.length;
      continue;
    }
    at += (name ?? number ?? string)?.[0].length ?? 1;
  }
  tokens.push({ t: 'end' });
  return tokens;
}

function unescapeText(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, character: string) =>
    character === 'n' ? '\n' : character === 't' ? '\t' : character,
  );
}
