import type { AuditRule } from '../../../model/audit.ts';

/** The variable stands in a limit or a window, and nowhere else in the whole tree. */
export const undefinedWindowVariable: AuditRule = {
  id: 'undefined-window-variable',
  severity: 'note',
  confidence: 'possible',
  summary: 'a variable in a limit or window that nothing in the tree sets',
  check: (project) =>
    project.undefinedVariables.map((found) => ({
      rule: 'undefined-window-variable',
      severity: 'note',
      confidence: 'possible',
      message: `${found.keyword} of "${found.task}" needs "${found.variable}", which nothing in these files sets`,
      place: found.place,
      evidence: [`no file mentions ${found.variable} but in such keywords`],
      remedy: `give it a default: {{ ${found.variable} | default(60) }}, or set it in the role's defaults`,
    })),
};
