import { readFileSync } from 'node:fs';
import type { Check } from '../check.ts';

/** `engines.node` of our package.json, `>=22.22`: the one place that says it. */
function oldest(): [number, number] {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  const match = /^>=(\d+)\.(\d+)$/.exec(manifest.engines.node);
  if (!match) throw new Error(`package.json: engines.node is not ">=MAJOR.MINOR": ${manifest.engines.node}`);
  return [Number(match[1]), Number(match[2])];
}

export const nodeVersion: Check = {
  id: 'node',
  title: 'Node.js',
  async look({ machine }) {
    const [major, minor] = oldest();
    const [hasMajor = 0, hasMinor = 0] = machine.nodeVersion.split('.').map(Number);
    if (hasMajor > major || (hasMajor === major && hasMinor >= minor))
      return { state: 'ok', detail: machine.nodeVersion };
    return {
      state: 'missing',
      detail: `${machine.nodeVersion}; ${major}.${minor} or newer is needed`,
      remedy: ['run it as `npx reapcheck …` after `npm install`, which brings a Node of its own'],
    };
  },
};
