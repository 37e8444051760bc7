import { spoiledJobFile } from './job-file.ts';
import { NEVER_ENDS } from './reasons.ts';

/** As after a crash of the file system in the middle of a write. */
export const truncateJobFile = spoiledJobFile({
  name: 'truncate-job-file',
  how: 'truncate',
  summary: 'the job file ends in the middle of its JSON',
  proof: 'the file is there, is not empty, and can’t be read',
  heal: 'nothing to heal: the host is thrown away',
  reach: 'job',
  reasons: NEVER_ENDS,
  wrong: (last) =>
    last.state === 'present' && !last.readable && (last.bytes ?? 0) > 0 ? `${last.bytes} bytes, cut off` : undefined,
});
