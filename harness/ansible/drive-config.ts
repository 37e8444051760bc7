import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswersWanted, InventoryOrder } from '../model/harmless.ts';
import type { Stub } from '../model/stub.ts';
import type { RunRequest } from './run-request.ts';

export interface DriveFiles {
  readonly config: string;
  readonly events: string;
  /** Is there if the instruments gave up, and says why. */
  readonly refusal: string;
}

/** Writes what plugins/drive.py needs to know into the run's own folder. Nobody else may read it: it names tokens. */
export async function writeDriveConfig(request: RunRequest): Promise<DriveFiles> {
  const { workDir, controlDir } = request;
  const files = {
    config: join(workDir, 'config.json'),
    events: join(workDir, 'events.jsonl'),
    refusal: join(workDir, 'unsupported'),
  };
  const config = {
    executable: request.controller.executable,
    workDir,
    eventsFile: files.events,
    arms: request.arms ?? [],
    speed: request.speed ?? 1,
    freely: request.freely ?? false,
    standIns: (request.standIns ?? []).map(({ task, seconds }) => ({ task: task ?? null, seconds })),
    disposableHosts: Object.fromEntries(
      (request.hosts ?? []).map(({ name, address, port, identityFile, knownHostsFile, receiptsDir }) => [
        name,
        { address, port, identityFile, knownHostsFile, receiptsDir },
      ]),
    ),
    stubs: (request.stubs ?? []).map((stub) => stubConfig(stub, request.speed ?? 1)),
    doubles: request.doubles ?? null,
    localhost: localhostConfig(request.localhost),
    controlDir,
    suggestStubs: request.suggestStubs ?? false,
    reapActions: request.reapActions ?? [],
    inventory: request.inventory ? inventoryConfig(request.inventory) : null,
  };
  await mkdir(workDir, { recursive: true, mode: 0o700 });
  await mkdir(controlDir, { recursive: true, mode: 0o700 });
  await writeFile(files.events, '', { mode: 0o600 });
  await writeFile(files.config, JSON.stringify(config), { mode: 0o600 });
  return files;
}

/** JSON has no undefined; delays shrink with the pace, as all waits do. */
function stubConfig({ place: _, ...stub }: Stub, speed: number) {
  if (stub.kind !== 'module') return { ...stub, term: stub.term ?? null, args: stub.args ?? null };
  const { module = null, task = null, at = null, fail = null, delayMs, ...more } = stub;
  return { ...more, module, task, at, fail, delay: delayMs / 1000 / speed };
}

/** Null: a connection to it is refused. Without a place for receipts no job on it is struck. */
function localhostConfig(localhost: RunRequest['localhost']) {
  if (localhost === undefined) return null;
  return { receiptsDir: localhost.kind === 'double' ? localhost.receiptsDir : null };
}

function inventoryConfig(order: InventoryOrder) {
  return order.kind === 'look'
    ? { most: order.most, standIns: [], look: { script: order.script, tidy: order.tidy }, answers: null }
    : {
        most: order.most,
        standIns: order.standIns.map(({ token, job }) => ({ token, job })),
        look: null,
        answers: answersConfig(order.answers),
      };
}

function answersConfig(answers: AnswersWanted | undefined) {
  if (answers === undefined) return null;
  const stubs = answers.stubs?.map(({ module = null, task = null, at = null }) => ({ module, task, at }));
  return { stubs: stubs ?? null };
}
