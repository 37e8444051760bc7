import { spoiledJobFile } from './job-file.ts';
import { NEVER_ENDS } from './reasons.ts';

/** As after a power cut, on a file system that writes names before data. */
export const emptyJobFile = spoiledJobFile({
  name: 'empty-job-file',
  how: 'empty',
  summary: 'the job file is empty',
  proof: 'the file is there, with 0 bytes',
  heal: 'nothing to heal: the host is thrown away',
  reach: 'job',
  reasons: NEVER_ENDS,
  wrong: (last) => (last.state === 'present' && last.bytes === 0 ? '0 bytes' : undefined),
});
