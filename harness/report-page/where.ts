import { useEffect, useState } from 'preact/hooks';

/** What the address asks for: the overview, a run, or a line of a run's history. */
export interface Where {
  readonly run: string | undefined;
  readonly line: number | undefined;
  /** A section of the overview. */
  readonly section: string | undefined;
}

/** The address of a run, or of a line of its history. */
export function runHref(id: string, line?: number): string {
  return `#${encodeURIComponent(id)}${line === undefined ? '' : `/${line}`}`;
}

export function useWhere(isRun: (id: string) => boolean): Where {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return whereOf(hash, isRun);
}

function whereOf(hash: string, isRun: (id: string) => boolean): Where {
  const [name = '', line] = hash.replace(/^#/, '').split('/');
  const id = decoded(name);
  if (!isRun(id)) return { run: undefined, line: undefined, section: id === '' ? undefined : id };
  return { run: id, line: line === undefined ? undefined : Number(line), section: undefined };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
