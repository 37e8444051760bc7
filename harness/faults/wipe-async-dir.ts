import { spoiledJobFile } from './job-file.ts';
import { both } from './reasons.ts';

/** As a home directory on a file system that is mounted anew: all jobs of the user lose their files. */
export const wipeAsyncDir = spoiledJobFile({
  name: 'wipe-async-dir',
  how: 'wipe',
  summary: 'the whole async directory is deleted',
  proof: 'the file is gone with its directory, it never had a result, and its writer is gone',
  heal: 'nothing to heal: the host is thrown away',
  reach: 'host',
  reasons: both('lost'),
  wrong: (last) => (last.state === 'gone' ? 'gone with its directory, and it never had a result' : undefined),
});
