import type { Command } from 'commander';
import { Roots } from '../mcp/roots.ts';
import type { Serving } from '../mcp/session.ts';
import { ANSIBLE_OPTION, ansibleWanted } from './ansible-option.ts';
import { CONTROLLER_OPTION, controllerWanted } from './controller-option.ts';
import { positive } from './drill-options.ts';
import { onInterrupt } from './interrupt.ts';
import { refuseStray } from './option-name.ts';
import { ownVersion, packageRoot } from './package-root.ts';
import { repeatable } from './repeatable.ts';

interface Flags {
  readonly root?: readonly string[];
  readonly http?: boolean;
  readonly port?: string;
  readonly ansible?: string;
  readonly controller?: string;
}

/** All of the environment that tools and `ansible-playbook` get to see: who we are, and where programs and temporary files are. */
const HANDED_ON = ['HOME', 'LANG', 'LC_ALL', 'LOGNAME', 'PATH', 'TMPDIR', 'USER', 'XDG_CACHE_HOME', 'XDG_RUNTIME_DIR'];

const MOST_PORT = 65_535;

export function registerMcp(program: Command): void {
  program
    .command('mcp')
    .summary('serve audits, drills and designs to an assistant (Model Context Protocol)')
    .description(
      'Speaks MCP on stdin and stdout. Reads and writes within its roots only, reaches no host but those that it makes, and hands on nothing of the environment (docs/mcp.md).',
    )
    .option(
      '--root <dir>',
      'a folder that the client may look into; may be repeated (default: what the client names, else the current directory)',
      repeatable,
    )
    .option('--http', 'serve over HTTP on the loopback instead, with a token that is printed')
    .option('--port <n>', 'with --http: the port (default: a free one)')
    .option('--ansible <version|path>', ANSIBLE_OPTION, ansibleWanted)
    .option('--controller <where>', CONTROLLER_OPTION, controllerWanted)
    .action((flags: Flags) => serve(flags));
}

async function serve(flags: Flags): Promise<void> {
  refuseStray(flags, 'http', ['port']);
  const interrupt = onInterrupt();
  const serving: Serving = {
    version: ownVersion(),
    packageRoot: packageRoot(),
    roots: Roots.of(flags.root ?? ['.']),
    clientRoots: flags.root ? 'narrow' : 'replace',
    env: Object.fromEntries(HANDED_ON.map((name) => [name, process.env[name]])),
    ansible: flags.ansible,
    controller: flags.controller,
    signal: interrupt.signal,
  };
  const onError = (error: Error) => console.error(`reapcheck: ${error.message}`);
  if (!flags.http) {
    const { serveOnStdio } = await import('../mcp/stdio.ts');
    serveOnStdio(serving, onError);
    return;
  }
  const { serveOnHttp } = await import('../mcp/http.ts');
  const port = flags.port === undefined ? undefined : positive('--port', flags.port, MOST_PORT);
  const served = await serveOnHttp(serving, port, onError);
  console.error(`reapcheck: serving ${served.url}\nAuthorization: Bearer ${served.token}`);
  interrupt.signal.addEventListener('abort', () => void served[Symbol.asyncDispose](), { once: true });
}
