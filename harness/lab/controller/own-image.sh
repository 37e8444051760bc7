#!/bin/sh
# The ground of a controller in an image: the root is that of the container, and its user is one of this machine's. Comes before copies.sh.
new=

ground() {
  cut -d: -f3 /etc/passwd | grep -qx "$uid" || echo "controller:x:$uid:$gid::$home:/bin/sh" >>/etc/passwd
  # Made on the way to what is shown in there.
  mkdir -p "$home"
  chown "$uid:$gid" "$home"
}
