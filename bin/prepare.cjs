'use strict';
// Before a package is packed, and after `npm install` in a checkout. `npm install -g git+…`, as pre-commit does it, prepares the package
// in a clone without its devDependencies: npm hands `global` on to the install that should have brought them.
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..');
const npm = (...args) => {
  const { status } = spawnSync('npm', args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status === null ? 1 : status);
};

if (!existsSync(join(root, 'node_modules/typescript'))) {
  npm(
    'install',
    '--location=project',
    '--global=false',
    '--include=dev',
    '--ignore-scripts',
    '--no-save',
    '--no-audit'
  );
}
npm('run', 'build');
