import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';

/** Whole or not at all: a file that is half written would be worse than one with a finding. Byte order mark and mode stay. */
export function writeWhole(path: string, text: string): void {
  const before = readFileSync(path, 'utf8');
  const draft = `${path}.${process.pid}.reapcheck-new`;
  // Never through a link that somebody has put there.
  writeFileSync(draft, before.startsWith('\uFEFF') ? `\uFEFF${text}` : text, { mode: statSync(path).mode, flag: 'wx' });
  renameSync(draft, path);
}
