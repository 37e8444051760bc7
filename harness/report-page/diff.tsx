/** A unified diff, or lines that are added: each with its sign, which a colour only repeats. */
export function Diff({ lines, label }: { readonly lines: readonly string[]; readonly label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="diff" tabIndex={0} aria-label={label}>
      <pre>
        {lines.map((line, index) => (
          <span key={index} class={classOf(line)}>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}

function classOf(line: string): string {
  if (/^(\+\+\+|---|@@)/.test(line)) return 'hunk';
  return line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : '';
}
