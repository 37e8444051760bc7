/** What a drill, a scenario or a test doesn't say otherwise. */

/** The share of its limit that the healthy job of `slow` takes. */
export const SLOWNESS = 0.7;
/** Limits and windows below this multiple of what was seen get a warning. */
export const HEADROOM = 2;
/** How long a healthy run, or a prepare, may take. */
export const HEALTHY_LIMIT_MS = 600_000;
/** How long the run of a scenario or a test may take, with its faults. */
export const STEP_LIMIT_MS = 120_000;
