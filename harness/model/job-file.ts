import * as z from 'zod';

/** What a job file says of its job; its text is never kept. Each is missing where the file doesn't say it. */
export const jobFileSays = {
  bytes: z.exactOptional(z.number()),
  /** Whether it is the JSON object that Ansible writes. */
  readable: z.exactOptional(z.boolean()),
  finished: z.exactOptional(z.boolean()),
  failed: z.exactOptional(z.boolean()),
  rc: z.exactOptional(z.number()),
  /** The watcher on the host wrote that the limit was exceeded. */
  timedOut: z.exactOptional(z.boolean()),
  /** The receipt token of a fault, where a stand-in of ours wrote the result. */
  token: z.exactOptional(z.string()),
};
