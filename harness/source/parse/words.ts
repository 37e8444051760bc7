/** Words as a shell would cut them; templates and quotes hold together, and stay as written. */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  const held = new Held();
  let word = '';
  for (let at = 0; at < text.length; ) {
    const piece = held.take(text.slice(at, at + 2));
    at += piece.length;
    if (held.nothing && /\s/.test(piece)) {
      if (word) words.push(word);
      word = '';
    } else word += piece;
  }
  if (word) words.push(word);
  return words;
}

/** What holds a word together at one place of a text: templates that are open, or a quote. */
class Held {
  private templates = 0;
  private quote = '';

  get nothing(): boolean {
    return this.templates === 0 && this.quote === '';
  }

  /** What comes next, of the two characters that do: the end of a template, or one character. */
  take(two: string): string {
    if (this.templates > 0 && (two === '}}' || two === '%}')) {
      this.templates -= 1;
      return two;
    }
    if (two === '{{' || two === '{%') this.templates += 1;
    const character = two.slice(0, 1);
    if (this.templates === 0 && (character === '"' || character === "'")) this.quoteOrEnd(character);
    return character;
  }

  private quoteOrEnd(character: string): void {
    if (this.quote === '') this.quote = character;
    else if (this.quote === character) this.quote = '';
  }
}
