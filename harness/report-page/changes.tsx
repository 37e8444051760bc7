/** What is different from an earlier report; nothing where there was none to compare with. */
export function Changes({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <section id="changes" aria-labelledby="changes-h">
      <h2 id="changes-h">What has changed</h2>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line.trim()}</li>
        ))}
      </ul>
    </section>
  );
}
