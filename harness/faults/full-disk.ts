import { spoiledJobFile } from './job-file.ts';
import { NEVER_ENDS } from './reasons.ts';

/** The write of the result meets a full disk: ENOSPC is raised inside the wrapper’s own write, which then does what it does. */
export const fullDisk = spoiledJobFile({
  name: 'full-disk',
  how: 'full-disk',
  summary: 'the disk is full when the result is written (ENOSPC)',
  proof: 'the file is what the wrapper makes of a write that fails: empty, or as it was before',
  heal: 'nothing to heal: the host is thrown away',
  reach: 'job',
  reasons: NEVER_ENDS,
  wrong: (last) =>
    last.bytes === 0 || last.finished === false ? `${last.bytes} bytes, no result: the write failed` : undefined,
});
