import { spoiledJobFile } from './job-file.ts';
import { both } from './reasons.ts';

/** As a clean-up of home directories, or a cron job on old files, does. */
export const loseJobFile = spoiledJobFile({
  name: 'lose-job-file',
  how: 'lose',
  summary: 'the job file is deleted',
  proof: 'the file is gone, it never had a result, and its writer is gone',
  heal: 'nothing to heal: the host is thrown away',
  reach: 'job',
  reasons: both('lost'),
  wrong: (last) => (last.state === 'gone' ? 'gone, and it never had a result' : undefined),
});
