# Says what an image has of what a controller needs, one thing a line: `lacks WHAT`, `executable PATH`, `python PATH`. With a script after
# it, `answer` and what that prints, run by that Python. usage: ask-image PYTHON-SCRIPT
lacks() { echo "lacks $*"; }
for tool in ssh mount umount grep cut cp chmod chown mkdir; do
  command -v "$tool" >/dev/null || lacks "$tool"
done
setpriv --inh-caps -all --bounding-set -sys_admin true 2>/dev/null || lacks "setpriv that takes capabilities away (util-linux)"
chroot --userspec=0:0 / true 2>/dev/null || lacks "chroot that changes the user (coreutils)"
executable=$(command -v ansible-playbook) || { lacks "ansible-playbook on PATH"; exit 0; }
echo "executable $executable"
python=$(sed -n '1s|^#! *\(/[^ ]*python[0-9.]*\)$|\1|p' "$executable")
[ -x "$python" ] || python=$("$executable" --version 2>/dev/null | sed -n 's|^ *python version = .*(\(/[^()]*\))$|\1|p')
[ -n "$python" ] || { lacks "a Python that ansible-playbook says it runs with"; exit 0; }
echo "python $python"
echo answer
"$python" -c "$1" 2>&1
