import type { AuditRule } from '../../../model/audit.ts';

/** The variable stands in a limit or a window, and nothing in the whole tree sets it. Said once for each variable; a note where a caller of the role may. */
export const undefinedWindowVariable: AuditRule = {
  id: 'undefined-window-variable',
  severity: 'warning',
  confidence: 'possible',
  summary: 'a variable in a limit or window that nothing in the tree sets',
  check: (project) =>
    [...Map.groupBy(project.undefinedVariables, (found) => found.variable)].flatMap(([variable, places]) => {
      const [found, ...others] = places;
      if (!found) return [];
      return [
        {
          rule: 'undefined-window-variable',
          severity: places.some((place) => place.whole) ? 'warning' : 'note',
          confidence: 'possible',
          message: `${found.keyword} of "${found.task}" needs "${variable}", which nothing in these files sets`,
          place: found.place,
          evidence: [`no file gives ${variable} a value`],
          remedy: `give it a default: {{ ${variable} | default(60) }}, or set it in the role's defaults`,
          related: others.map((other) => ({ place: other.place, message: `${other.keyword} needs it too` })),
        },
      ];
    }),
};
