/** What is different from an earlier report, after what that was; nothing where there was none to compare with. */
export function Changes({ lines: [since, ...changes] }: { readonly lines: readonly string[] }) {
  if (since === undefined) return null;
  return (
    <section id="changes" aria-labelledby="changes-h">
      <h2 id="changes-h">What has changed</h2>
      <p>{since}</p>
      {changes.length > 0 && (
        <ul>
          {changes.map((line) => (
            <li key={line}>{line.trim()}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
