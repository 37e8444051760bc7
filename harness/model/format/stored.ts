import type * as z from 'zod';

/** A type as JSON keeps it: what is undefined isn't there. */
export type Stored<T> = T extends readonly (infer U)[]
  ? readonly Stored<U>[]
  : T extends object
    ? { readonly [K in keyof T as undefined extends T[K] ? never : K]: Stored<T[K]> } & {
        readonly [K in keyof T as undefined extends T[K] ? K : never]?: Stored<Exclude<T[K], undefined>>;
      }
    : T;

/**
 * Holds a format against the type that it is of, while it is compiled: it takes all that the type allows, and gives nothing that the type
 * doesn't.
 */
export function formatOf<T>() {
  return <S extends z.ZodType<Stored<T>>>(schema: S & (Stored<T> extends z.output<S> ? unknown : never)): S => schema;
}
