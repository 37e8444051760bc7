import { ReapcheckError } from '../../model/error.ts';

/** How an engine gets bases that Debian's packages don't make. */
export function bringRemedy(bases: string): string {
  return `let the engine reach a registry that has ${bases}, or bring it: docker save where it is, docker load -i FILE here`;
}

/** For a base of another system than Debian, where it could not be pulled. */
export function onlyPulled(base: string, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-base-image',
    kind: 'environment',
    what: `the engine has no ${base} and can't pull it, and nothing but a registry has it`,
    seen,
    remedy: bringRemedy(base),
  });
}
