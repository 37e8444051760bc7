/** How everything that a session makes is marked, so that it can be found without having been registered anywhere. */

/** On containers, networks. */
export const SESSION_LABEL = 'io.reapcheck.session';
export const OWNER_LABEL = 'io.reapcheck.owner';
/** What is made of something that is marked, and outlives the session, has them without a value: an image can't do without a label of its container. */
export const SESSION_LABELS = [SESSION_LABEL, OWNER_LABEL];

/** The images that hosts of a session start from, and no others: `reapcheck/snapshot:<session>-<number>`. */
export const SNAPSHOTS = 'reapcheck/snapshot';

/** In the environment of every process that a session starts. */
export const SESSION_VARIABLE = 'REAPCHECK_SESSION';
export const OWNER_VARIABLE = 'REAPCHECK_OWNER';

/** Of temporary folders: `reapcheck-<session>`. */
export const FOLDER_PREFIX = 'reapcheck-';
/** The file in it that names the owner. */
export const OWNER_FILE = 'owner';

const SESSION_ID = /^[0-9a-f]{10}$/;

export function isSessionId(text: string): boolean {
  return SESSION_ID.test(text);
}
