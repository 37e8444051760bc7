#!/bin/sh
# PID 1 of the controller's double: a copy of this very machine's disks, made as it is written to, in memory.
# usage: own-disk WORK-FOLDER HOME RELAY PORTS DISK…   Each disk of the machine is there read-only at /host/its/path, the root disk
# first; the folder that stays shared is at /shared, and a tmpfs at /copy.
set -eu
work=$1 home=$2 relay=$3 ports=$4
shift 4
new=/copy/root
n=0
for disk; do
  n=$((n + 1))
  at=$new${disk%/}
  mkdir -p "/copy/$n/up" "/copy/$n/work" "$at"
  # The copy's top has the mode and the owner of the upper folder.
  chmod --reference="/host$disk" "/copy/$n/up"
  chown --reference="/host$disk" "/copy/$n/up"
  mount -t overlay overlay -o "lowerdir=/host$disk,upperdir=/copy/$n/up,workdir=/copy/$n/work" "$at"
done
for one in proc sys dev; do
  mkdir -p "$new/$one"
  mount --rbind "/$one" "$new/$one"
done
mkdir -p "$new/run"
mount -t tmpfs -o mode=755 tmpfs "$new/run"

# The copies hold on to the disks by themselves. From here on nobody finds a way to the disks as such: with SYS_ADMIN, which the engine
# gives to every command that it runs here, they could be mounted writable again.
umount -l /host
if grep -q ' /host' /proc/self/mountinfo; then
  echo "the machine's disks are still within reach" >&2
  exit 3
fi

mkdir -p "$new/run/lock" "$new/run/reapcheck/receipts" "$new$work"
chmod 1777 "$new/run/lock" "$new/run/reapcheck/receipts"
mount --bind /shared "$new$work"
# Machines of the run come first: another address of theirs is another machine.
if [ -e /shared/hosts ]; then
  { cat /shared/hosts; cat "$new/etc/hosts" 2>/dev/null || :; } >"$new/run/hosts"
  cat "$new/run/hosts" >"$new/etc/hosts"
fi
if [ -e /shared/apt-settings ] && [ -d "$new/etc/apt/apt.conf.d" ]; then
  cat /shared/apt-settings >"$new/etc/apt/apt.conf.d/zz-reapcheck"
fi
# Of the copy: what earlier jobs have left on this machine is none of this run's.
rm -rf "$new/root/.ansible_async" "$new"/home/*/.ansible_async "$new$home/.ansible_async"

# Nothing that runs here from now on could mount anything, PID 1 included.
# shellcheck disable=SC2086 # a list of ports
exec setpriv --inh-caps -all --bounding-set -sys_admin python3 -c "$relay" /shared/links /shared/ready $ports
