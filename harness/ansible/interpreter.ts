import { open } from 'node:fs/promises';
import { execa } from 'execa';
import type { Environment } from './installed.ts';

const ASK_LIMIT_MS = 30_000;

/** The first line's interpreter: `#!/path/python3`, `#!/usr/bin/env python3`, or pip's `#!/bin/sh` + `'''exec' /long path`. */
export async function interpreterOf(executable: string): Promise<string | undefined> {
  const head = await readHead(executable).catch(() => undefined);
  if (head === undefined) return undefined;
  const direct = /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?(\S*python[\d.]*)(?:\s|$)/.exec(head);
  const viaShell = /^#!\/bin\/sh\r?\n'''exec' (?:"([^"\n]+)"|(\S+))/.exec(head);
  return direct?.[1] ?? viaShell?.[1] ?? viaShell?.[2];
}

async function readHead(file: string): Promise<string> {
  await using handle = await open(file, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
  return buffer.toString('utf8', 0, bytesRead);
}

/** What `ansible-playbook --version` says that it runs with. */
export async function reportedPython(executable: string, env: Environment): Promise<string | undefined> {
  const told = await execa(executable, ['--version'], { env, extendEnv: false, reject: false, timeout: ASK_LIMIT_MS });
  return /python version = .*\((\/[^()\n]+)\)\s*$/m.exec(String(told.stdout ?? ''))?.[1];
}
