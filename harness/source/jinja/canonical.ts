import { readExpression } from './expression.ts';
import type { Expression } from './syntax.ts';

/** One spelling for equal expressions: quotes, spaces and parentheses don't matter. */
export function canonical(expression: Expression): string {
  switch (expression.e) {
    case 'literal':
      return JSON.stringify(expression.v);
    case 'name':
      return expression.v;
    case 'attribute':
      return `${canonical(expression.of)}.${expression.v}`;
    case 'index':
      return expression.at.e === 'literal' &&
        typeof expression.at.v === 'string' &&
        /^[A-Za-z_]\w*$/.test(expression.at.v)
        ? `${canonical(expression.of)}.${expression.at.v}`
        : `${canonical(expression.of)}[${canonical(expression.at)}]`;
    case 'slice':
      return `${canonical(expression.of)}[${expression.parts.map((part) => (part ? canonical(part) : '')).join(':')}]`;
    case 'call':
      return `${canonical(expression.of)}(${expression.args.map(canonical).join(',')})`;
    case 'filter': {
      if (expression.v === 'bool') return canonical(expression.of);
      const args = [
        ...expression.args.map(canonical),
        ...[...expression.named].map(([key, of]) => `${key}=${canonical(of)}`),
      ];
      return `${canonical(expression.of)}|${expression.v === 'd' ? 'default' : expression.v}(${args.join(',')})`;
    }
    case 'test':
      return `${expression.not ? 'not ' : ''}${canonical(expression.of)} is ${expression.v}(${expression.args.map(canonical).join(',')})`;
    case 'list':
      return `[${expression.items.map(canonical).join(',')}]`;
    case 'dict':
      return `{${expression.pairs.map(([key, value]) => `${canonical(key)}:${canonical(value)}`).join(',')}}`;
    case 'unary':
      return `${expression.v} ${canonical(expression.of)}`;
    case 'binary':
      return `(${canonical(expression.left)} ${expression.v} ${canonical(expression.right)})`;
    case 'ternary':
      return `(${canonical(expression.yes)} if ${canonical(expression.when)} else ${expression.otherwise ? canonical(expression.otherwise) : ''})`;
  }
}

/** The `and`-parts of a condition, each canonical. A condition that can't be read is one part, its own text. */
export function conjuncts(condition: string): string[] {
  const bare = condition.trim().replace(/^\{\{([\s\S]*)\}\}$/, '$1');
  const expression = readExpression(bare);
  if (!expression) return [condition.trim().replace(/\s+/g, ' ')];
  const parts: string[] = [];
  const split = (part: Expression): void => {
    if (part.e === 'binary' && part.v === 'and') {
      split(part.left);
      split(part.right);
    } else parts.push(canonical(part));
  };
  split(expression);
  return parts;
}
