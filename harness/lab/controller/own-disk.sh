#!/bin/sh
# The ground of a double of this very machine: its root is a copy of this machine's. Comes before copies.sh.
new=/copy/root

ground() {
  for one in proc sys dev; do
    mkdir -p "$new/$one"
    mount --rbind "/$one" "$new/$one"
  done
  mkdir -p "$new/run"
  mount -t tmpfs -o mode=755 tmpfs "$new/run"
}
