import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InventoryRequest, inventoryYaml } from '../ansible/inventory.ts';
import type { Doubled } from './doubles.ts';

let runs = 0;

/** A folder of the session for one run: all that its localhost shares with this machine. */
export class RunFolder {
  readonly path: string;
  /** Its path is short: ssh's control sockets go into it. */
  readonly controlDir: string;

  constructor(session: string) {
    runs += 1;
    this.path = join(session, `run-${runs}`);
    this.controlDir = join(this.path, 'cp');
    mkdirSync(this.controlDir, { recursive: true, mode: 0o700 });
  }

  /** Writes an inventory of ours. Returns the arguments that name it. */
  writeInventory(request: Omit<InventoryRequest, 'controlDir'>): readonly string[] {
    const file = join(this.path, 'inventory.yml');
    writeFileSync(file, inventoryYaml({ ...request, controlDir: this.controlDir }), { mode: 0o600 });
    return ['-i', file];
  }

  /** With a copy of what was frozen, where the double of this machine sees it. */
  takeIn(doubled: Doubled): Doubled {
    if (doubled.frozen === null) return doubled;
    const frozen = join(this.path, 'frozen.json');
    copyFileSync(doubled.frozen, frozen);
    return { ...doubled, frozen };
  }
}
