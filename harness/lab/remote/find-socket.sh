# Runs on the engine's machine, as the user who logs in there: prints where its engine listens, as that user's own Docker client would find it.
context=$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null)
for socket in "${DOCKER_HOST#unix://}" "${context#unix://}" /var/run/docker.sock "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock"; do
  [ -S "$socket" ] || continue
  if [ -w "$socket" ]; then word=socket; else word=denied; fi
  printf '%s %s\n' "$word" "$socket"
  exit 0
done
printf 'none\n'
