import { expect, test } from 'vitest';
import { disksOf } from '../../harness/lab/controller/disks.ts';

const line = (path: string, type: string) => `36 35 98:0 / ${path} rw,noatime shared:1 - ${type} /dev/sda1 rw`;

test('disks, each after the one that it is in; nothing that the double has of its own', () => {
  const mounts = [
    line('/home/me/data', 'xfs'),
    line('/', 'ext4'),
    line('/home', 'btrfs'),
    line('/tmp', 'tmpfs'),
    line('/proc', 'proc'),
    line('/dev/shm', 'tmpfs'),
    line('/run/user/1000', 'tmpfs'),
    line('/sys/fs/cgroup', 'cgroup2'),
    line('/var/lib/docker/overlay2/x/merged', 'overlay'),
    line('/home/me/remote', 'fuse.sshfs'),
    line('/snap/core/1', 'squashfs'),
    // An option of overlay ends at a colon or a comma.
    line('/mnt/a,b', 'ext4'),
    line('/mnt/with\\040space', 'ext4'),
  ];
  expect(disksOf(mounts.join('\n'))).toEqual(['/', '/home', '/tmp', '/home/me/data']);
});

test('the root disk is there in any case', () => {
  expect(disksOf('')).toEqual(['/']);
});
