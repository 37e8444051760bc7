/**
 * The watchdog: a process of its own session that holds one end of a pipe. The pipe closes when the harness is gone,
 * whatever ended it; then this removes all that the session left, and ends. Arguments: session id, the session's folder, the harness (owner.ts).
 * It imports nothing until it has to, so that starting it costs next to nothing.
 */
const [session, folder, owner] = process.argv.slice(2);
if (!session || !folder || !owner) throw new Error('watchdog: session id, folder and owner expected');

// Ctrl-C can't reach it, being in another process group; these are for whoever signals all processes of a machine.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

let said = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text: string) => {
  said += text;
  if (said.includes('done\n')) process.exit(0);
});
// A reset pipe is a closed pipe: `close` follows.
process.stdin.on('error', () => {});
process.stdin.once('close', async () => {
  const [{ cleanSession }, { cleanUntilQuiet }] = await Promise.all([
    import('./clean-session.ts'),
    import('./clean-until-quiet.ts'),
  ]);
  const options = { quietMs: 3_000, everyMs: 250, giveUpMs: 12_000, atMostMs: 60_000 };
  await cleanUntilQuiet(() => cleanSession({ session, folder, owner }), options);
  process.exit(0);
});

// The harness may be gone by now: that is what stdin tells.
process.stdout.on('error', () => {});
process.stdout.write('ready\n');
