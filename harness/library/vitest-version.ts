import { ReapcheckError } from '../model/error.ts';

/** Its fixtures are what ours are made with (`test.extend` by name). */
const OLDEST = 5;

/** The command line works beside any vitest; fixtures and matchers need this one. Throws `vitest-too-old`. */
export function refuseOldVitest(version: string): void {
  if (Number(version.split('.')[0]) >= OLDEST) return;
  throw new ReapcheckError({
    code: 'vitest-too-old',
    kind: 'environment',
    what: `reapcheck/vitest can't be used with vitest ${version}`,
    expected: `vitest ${OLDEST} or newer`,
    seen: version,
    remedy: `npm install --save-dev vitest@${OLDEST}, or describe the runs as scenarios: npx reapcheck run needs no vitest`,
  });
}
