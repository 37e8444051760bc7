#!/usr/bin/env node
'use strict';
// Old JavaScript on purpose, here and nowhere else: whatever Node reads this must be able to say that it is too old.
var needed = /^>=(\d+)\.(\d+)$/.exec(require('../package.json').engines.node);
var here = process.versions.node.split('.').map(Number);
if (here[0] > Number(needed[1]) || (here[0] === Number(needed[1]) && here[1] >= Number(needed[2]))) {
  require('./start.cjs');
} else {
  process.stderr.write(
    'reapcheck: Node.js ' +
      needed[1] +
      '.' +
      needed[2] +
      ' or newer is needed, and ' +
      process.execPath +
      ' is ' +
      process.versions.node +
      '; put a newer one first on PATH (`npm install node@24` brings one to node_modules/.bin)\n'
  );
  process.exitCode = 4;
}
