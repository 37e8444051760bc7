'use strict';
// A file of its own: where Node is too old for `import()`, the entry must still be read.
import('../dist/cli/main.js').catch(function (error) {
  process.stderr.write('reapcheck: ' + error.stack + '\n');
  process.exitCode = 5;
});
