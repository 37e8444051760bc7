# As root, on a double: a login exists, may use sudo, and has the key by which root is reached. Two may be at it at once.
# usage: login USER...
for user; do
  id "$user" >/dev/null 2>&1 || useradd --badname -m -s /bin/bash -p '*' "$user" 2>/dev/null || { sleep 1; id "$user" >/dev/null; } || exit 1
  [ "$(id -u "$user")" != 0 ] || continue
  home=$(getent passwd "$user" | cut -d: -f6)
  install -d -m 700 -o "$user" "$home/.ssh"
  key=$(cat /etc/reapcheck/authorized_keys)
  grep -qxF "$key" "$home/.ssh/authorized_keys" 2>/dev/null || echo "$key" >>"$home/.ssh/authorized_keys"
  chown "$user" "$home/.ssh/authorized_keys"
  chmod 600 "$home/.ssh/authorized_keys"
  rights=/etc/sudoers.d/reapcheck-$(id -u "$user")
  printf '#%s ALL=(ALL:ALL) NOPASSWD: ALL\n' "$(id -u "$user")" >"$rights.new"
  chmod 440 "$rights.new"
  mv "$rights.new" "$rights"
done
