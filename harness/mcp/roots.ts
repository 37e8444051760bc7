import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ReapcheckError } from '../model/error.ts';
import { isWithin } from '../source/within.ts';

/** Longer ones are no paths of anybody. */
const LONGEST = 1024;

/** A path that was checked: what a tool may hand on. */
export interface Inside {
  /** The root that it is in, by its real path: where Ansible would be started. */
  readonly cwd: string;
  /** Its real path, seen from there. */
  readonly path: string;
}

/**
 * The folders that a client has opened for us, by their real paths. A path counts by where it leads once every link has been followed: what
 * is a text with `..` or a link on the way makes no difference then. Percent signs are characters like others: nothing is decoded.
 */
export class Roots {
  readonly folders: readonly string[];

  private constructor(folders: readonly string[]) {
    this.folders = folders;
  }

  /** Throws for a folder that isn't there, and for one that is everything. */
  static of(folders: readonly string[]): Roots {
    const real = folders.map((folder) => {
      const found = realOf(resolve(folder));
      if (found === undefined || !statSync(found).isDirectory() || dirname(found) === found)
        throw new ReapcheckError({
          code: 'bad-root',
          kind: 'usage',
          what: `${folder} can't be opened to a client`,
          expected: 'a folder with playbooks; never the whole of this machine',
          remedy: 'name the folder of your project: reapcheck mcp --root DIR',
        });
      return found;
    });
    return new Roots([...new Set(real)]);
  }

  /** Those that a client names, by `file:` URIs; what is none, or is everything, is left out. */
  static named(uris: readonly string[]): Roots {
    const real = uris.flatMap((uri) => {
      try {
        const found = realOf(fileURLToPath(uri));
        return found !== undefined && statSync(found).isDirectory() && dirname(found) !== found ? [found] : [];
      } catch {
        return [];
      }
    });
    return new Roots([...new Set(real)]);
  }

  /** What is in both. */
  and(other: Roots): Roots {
    const inBoth = [...this.folders, ...other.folders].filter(
      (folder) => isWithin(folder, this.folders) && isWithin(folder, other.folders),
    );
    return new Roots([...new Set(inBoth)]);
  }

  /** Something that is there. Throws `outside-roots`, or `no-such-path`. */
  existing(path: string): Inside {
    const plain = plainPath(path);
    const found = this.#places(plain).map(realOf);
    const inside = found.find((real) => real !== undefined && isWithin(real, this.folders));
    if (inside !== undefined) return this.#seen(inside);
    if (found.some((real) => real !== undefined)) throw this.#outside(path);
    // Whether something outside is there is nobody's business.
    if (!this.#places(plain).some((place) => isWithin(resolve(place), this.folders))) throw this.#outside(path);
    throw new ReapcheckError({
      code: 'no-such-path',
      kind: 'usage',
      what: `there is no ${path}`,
      expected: `a path in one of the roots: ${this.folders.join(', ')}`,
      remedy: 'name a file or a folder that is there',
    });
  }

  /** A file that is not there yet, in a folder that is. Throws `outside-roots`, `no-such-path` or `file-exists`. */
  fresh(path: string): Inside {
    const plain = plainPath(path);
    const [place = ''] = this.#places(plain);
    const folder = realOf(dirname(place));
    const name = basename(place);
    if (folder === undefined ? !isWithin(resolve(place), this.folders) : !isWithin(folder, this.folders))
      throw this.#outside(path);
    if (folder === undefined || name === '' || name === '..')
      throw new ReapcheckError({
        code: 'no-such-path',
        kind: 'usage',
        what: `there is no folder for ${path}`,
        expected: `a new file in a folder that is there, in one of the roots: ${this.folders.join(', ')}`,
        remedy: 'make the folder first, or name another one',
      });
    const whole = join(folder, name);
    // A link that leads nowhere is there, too.
    if (lstatSync(whole, { throwIfNoEntry: false }))
      throw new ReapcheckError({
        code: 'file-exists',
        kind: 'usage',
        what: `${path} is there already`,
        expected: 'the name of a new file',
        remedy: 'name another one: nothing is written over',
      });
    return this.#seen(whole);
  }

  /** Real paths that something leads to: throws `outside-roots` for the first that is not in a root. */
  requireAll(files: readonly string[], what: string): void {
    const out = files.find((file) => !isWithin(realOf(file) ?? resolve(file), this.folders));
    if (out !== undefined) throw this.#outside(out, what);
  }

  #places(path: string): readonly string[] {
    return isAbsolute(path) ? [path] : this.folders.map((folder) => resolve(folder, path));
  }

  #seen(real: string): Inside {
    const cwd = this.folders.findLast((folder) => isWithin(real, [folder])) ?? '';
    return { cwd, path: relative(cwd, real).split(sep).join('/') || '.' };
  }

  #outside(path: string, what = path): ReapcheckError {
    return new ReapcheckError({
      code: 'outside-roots',
      kind: 'usage',
      what:
        what === path ? `${path} is outside of the roots` : `${what} leads to ${path}, which is outside of the roots`,
      expected: `a path in one of: ${this.folders.join(', ') || 'none: the client has opened no folder'}`,
      remedy: 'name something in there; whoever runs this server opens more with reapcheck mcp --root DIR',
    });
  }
}

/** Undefined where nothing is, or nothing can be looked at. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function plainPath(path: string): string {
  if (path !== '' && path.length <= LONGEST && !path.includes('\0') && !/^[a-z][a-z0-9+.-]*:\/\//i.test(path))
    return path;
  throw new ReapcheckError({
    code: 'bad-path',
    kind: 'usage',
    what: 'this is no path of a file or a folder',
    expected: 'a plain path, seen from a root, or a whole one',
    remedy: 'leave out schemes such as file://, and name something',
  });
}
