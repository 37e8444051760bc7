import { readFileSync, statSync } from 'node:fs';

/** Filesystems that hold no files of anybody: the double has its own, or needs none. */
const NO_DISK =
  /^(proc|sysfs|cgroup2?|devpts|devtmpfs|mqueue|securityfs|debugfs|tracefs|bpf|pstore|configfs|hugetlbfs|autofs|binfmt_misc|rpc_pipefs|nsfs|fusectl|efivarfs|ramfs|selinuxfs|squashfs|fuse(\..*)?)$/;
/** Made anew in the double, or an engine's own store. */
const NOT_BELOW = /^\/(proc|sys|dev|run|var\/run|var\/lib\/(docker|containers|containerd))(\/|$)/;
/** Would be an option's end in overlay's mount options, or is escaped in mountinfo. */
export const UNFIT = /[,:\\\s]/;

/**
 * The folders where disks of this machine are mounted, each after those that it is in, `/` first: an overlay over one of them doesn't
 * see into the others. `mountinfo` as in /proc/self/mountinfo (proc(5)).
 */
export function disksOf(mountinfo: string): readonly string[] {
  const found = mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const path = before.split(' ')[4];
    const type = after.split(' ')[0] ?? '';
    if (!path || UNFIT.test(path) || NOT_BELOW.test(path) || NO_DISK.test(type)) return [];
    return [path];
  });
  return [...new Set(['/', ...found])].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

export function disksOfThisMachine(): readonly string[] {
  return disksOf(readFileSync('/proc/self/mountinfo', 'utf8')).filter(isFolder);
}

function depth(path: string): number {
  return path === '/' ? 0 : path.split('/').length;
}

/** A single file may have been mounted, as engines do in containers. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
