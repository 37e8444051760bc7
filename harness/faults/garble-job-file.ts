import { spoiledJobFile } from './job-file.ts';
import { NEVER_ENDS } from './reasons.ts';

/** As a bad block, or two writers, leave it. */
export const garbleJobFile = spoiledJobFile({
  name: 'garble-job-file',
  how: 'garble',
  summary: 'the job file holds something that is not JSON',
  proof: 'the file is there, is not empty, and can’t be read',
  heal: 'nothing to heal: the host is thrown away',
  reach: 'job',
  reasons: NEVER_ENDS,
  wrong: (last) =>
    last.state === 'present' && !last.readable && (last.bytes ?? 0) > 0
      ? `${last.bytes} bytes that are no JSON`
      : undefined,
});
