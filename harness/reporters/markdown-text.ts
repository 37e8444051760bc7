import { visible } from '../model/visible.ts';

/** As Markdown shows it, and no markup of somebody else's. */
export function markdownText(words: string): string {
  return visible(words).replaceAll(/[\\`*_{}[\]<>|#&]/g, (mark) => `\\${mark}`);
}
