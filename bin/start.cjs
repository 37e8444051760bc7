'use strict';
// A file of its own: where Node is too old for `import()`, the entry must still be read.
const { mkdirSync, statSync } = require('node:fs');
const { enableCompileCache } = require('node:module');
const { homedir } = require('node:os');
const { join } = require('node:path');

// What Node has compiled is kept, so that the next start takes two thirds of the time.
const kept = keptFolder();
if (kept) enableCompileCache(kept);
import('../dist/cli/main.js').catch(function (error) {
  process.stderr.write('reapcheck: ' + error.stack + '\n');
  process.exitCode = 5;
});

/**
 * Of this user, and writable to no other: what is in it is run. Undefined where it can't be had. Made a level at a time, as Node's own
 * `recursive` never ends where the kernel says of a folder that is there that it is not (below /proc).
 */
function keptFolder() {
  try {
    const caches = process.env.XDG_CACHE_HOME || join(process.env.HOME || homedir(), '.cache');
    const ours = join(caches, 'reapcheck');
    const folder = join(ours, 'compiled');
    for (const one of [caches, ours, folder]) make(one);
    const { mode, uid } = statSync(folder);
    return uid === process.geteuid() && (mode & 0o022) === 0 ? folder : undefined;
  } catch {
    return undefined;
  }
}

function make(folder) {
  try {
    mkdirSync(folder, 0o700);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
}
