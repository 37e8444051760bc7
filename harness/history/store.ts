import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

/** A name for a folder: what a file name can't carry becomes a dash. */
function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'run'
  );
}

/** Where the runs of a playbook, or of whatever else, are kept. */
function homeOf(root: string, subject: string): string {
  return join(root, slug(basename(subject, extname(subject))));
}

/** The link to its newest run, whether there is one or not. */
export function latestRun(root: string, subject: string): string {
  return join(homeOf(root, subject), 'latest');
}

/** `runs/<name>/<time>/`, one folder per trial in it; `latest` beside it is a link to the newest. */
export class RunStore {
  readonly folder: string;

  constructor(root: string, subject: string, startedAt: Date) {
    const home = homeOf(root, subject);
    mkdirSync(home, { recursive: true });
    this.folder = makeUnique(home, startedAt.toISOString().replace(/[:.]/g, '-'));
    const link = join(home, `.latest-${process.pid}`);
    rmSync(link, { force: true });
    symlinkSync(basename(this.folder), link);
    renameSync(link, join(home, 'latest'));
  }

  /** Makes the folder of one trial; returns its name within the run's folder. */
  trialFolder(id: string): string {
    const name = join('trials', slug(id));
    mkdirSync(join(this.folder, name), { recursive: true, mode: 0o700 });
    return name;
  }

  /** Whoever reads it finds it whole, before as after. */
  write(name: string, text: string): void {
    const file = join(this.folder, name);
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}

function makeUnique(home: string, name: string): string {
  for (let n = 0; ; n++) {
    const folder = join(home, n === 0 ? name : `${name}-${n}`);
    try {
      mkdirSync(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
