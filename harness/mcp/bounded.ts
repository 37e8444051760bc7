/** Characters of JSON that an answer may have: more of it helps no assistant, and costs each. */
const MOST = 40_000;
/** How long lists and texts may be, tried in this order. */
const STEPS = [
  { items: 200, text: 8_000 },
  { items: 60, text: 2_000 },
  { items: 20, text: 800 },
  { items: 6, text: 300 },
  { items: 2, text: 120 },
] as const;

export interface Bounded<Value> {
  readonly value: Value;
  /** Whether anything was left out. */
  readonly cut: boolean;
}

/** The same value with lists and texts cut until it is short enough. What is cut keeps its shape, so that it still fits its schema. */
export function bounded<Value>(value: Value): Bounded<Value> {
  if (JSON.stringify(value).length <= MOST) return { value, cut: false };
  for (const step of STEPS) {
    const shorter = shortened(value, step) as Value;
    if (JSON.stringify(shorter).length <= MOST) return { value: shorter, cut: true };
  }
  return { value: shortened(value, { items: 0, text: 120 }) as Value, cut: true };
}

function shortened(value: unknown, step: { readonly items: number; readonly text: number }): unknown {
  if (typeof value === 'string')
    return value.length > step.text
      ? `${value.slice(0, step.text)}… (${value.length - step.text} characters more)`
      : value;
  if (Array.isArray(value)) return value.slice(0, step.items).map((one) => shortened(one, step));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shortened(one, step)]));
}
