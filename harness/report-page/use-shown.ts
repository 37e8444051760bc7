import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** A box that scrolls, and no more than itself, to what in it is chosen. */
export function useShown<T extends HTMLElement>(selector: string | undefined): RefObject<T | null> {
  const box = useRef<T>(null);
  useEffect(() => {
    const inside = box.current;
    const chosen = selector === undefined ? null : inside?.querySelector<HTMLElement>(selector);
    if (inside && chosen) inside.scrollTop = chosen.offsetTop - inside.offsetTop - inside.clientHeight / 3;
  }, [selector]);
  return box;
}
