# PID 1 of a controller's double: copies of folders of this machine, made as they are written to, in memory. Comes after own-disk.sh or
# own-image.sh, which say on what ground they stand.
# usage: WORK-FOLDER HOME UID GID PYTHON RELAY PORTS PATH…   Each path of the machine is there read-only at /host/its/path, a folder before
# those in it; the folder that stays shared is at /shared, and a tmpfs at /copy.
set -eu
work=$1 home=$2 uid=$3 gid=$4 python=$5 relay=$6 ports=$7
shift 7
n=0
for path; do
  at=$new${path%/}
  if [ ! -d "/host$path" ]; then
    mkdir -p "${at%/*}"
    cp -p "/host$path" "$at"
    continue
  fi
  n=$((n + 1))
  mkdir -p "/copy/$n/up" "/copy/$n/work" "$at"
  # The copy's top has the mode and the owner of the upper folder.
  chmod --reference="/host$path" "/copy/$n/up"
  chown --reference="/host$path" "/copy/$n/up"
  mount -t overlay overlay -o "lowerdir=/host$path,upperdir=/copy/$n/up,workdir=/copy/$n/work" "$at"
done
ground

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
exec setpriv --inh-caps -all --bounding-set -sys_admin "$python" -c "$relay" /shared/links /shared/ready $ports
