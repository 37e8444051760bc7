import type { z } from 'zod';
import type { Roots } from './roots.ts';
import type { Session } from './session.ts';

/** What a tool may use of the call that it answers. */
export interface Call {
  readonly session: Session;
  readonly roots: Roots;
  /** The client has cancelled, or is gone. */
  readonly signal: AbortSignal;
  /** Tells the client how far it is, if that wants to know. */
  progress(done: number, total: number | undefined, message: string): void;
}

/** A tool of the server: a typed call of the library, and what may be known of it beforehand. */
export interface Tool<In extends z.ZodObject = z.ZodObject, Out extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: In;
  readonly output: Out;
  /** What it may change: nothing; files in the roots; or hosts that it makes and throws away. */
  readonly changes: 'nothing' | 'files' | 'disposable-hosts';
  run(args: z.output<In>, call: Call): Promise<z.input<Out>> | z.input<Out>;
}

/** For the types. */
export function defineTool<In extends z.ZodObject, Out extends z.ZodObject>(tool: Tool<In, Out>): Tool<In, Out> {
  return tool;
}
