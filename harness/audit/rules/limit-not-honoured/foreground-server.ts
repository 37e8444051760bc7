import type { AsyncTask, AuditFinding } from '../../../model/audit.ts';
import { isTest } from '../is-test.ts';
import { called } from '../pairs.ts';

/** Programs and options whose nature it is to stay up until they are told to stop. A capture or a monitor may well be given a time. */
const STAYS_UP =
  /(?<![\w/-])server\b|(?:^|[;&|]\s*)(?:(?:sudo|nohup|exec)\s+)*(?:[^\s;&|]*[\\/])?[\w-]+-server\b|\bserve\b|\bdaemon\b|--listen\b|-jar\b|\bhttp\.server\b|\b(gunicorn|uvicorn|hypercorn|puma|redis-server|mongod|mysqld)\b|\brunserver\b|\bflask\s+run\b/m;
const DETACHES =
  /\b(setsid|systemd-run|disown|daemonize|start-stop-daemon|screen|tmux)\b|--daemon(ize)?\b|[^&>|]&\s*(?:["')]|$)/m;
const DAY_SECONDS = 86_400;
/** From here on, the limit is likelier to be what the author wants. */
const HOUR_SECONDS = 3600;

/** A server that runs in the foreground of its job is killed at the job's limit, while the play has long ended green. */
export function foregroundServer(task: AsyncTask): AuditFinding[] {
  const { limit, command } = task;
  const temporary = task.readiness?.how === 'stops';
  if (task.class !== 'server' || task.intent?.class !== 'server' || temporary || task.reaps.length > 0) return [];
  if (!limit.known || limit.value >= DAY_SECONDS || !STAYS_UP.test(command) || DETACHES.test(command)) return [];
  return [
    {
      rule: 'limit-not-honoured',
      severity: limit.value >= HOUR_SECONDS || isTest(task.place.file) ? 'note' : 'warning',
      confidence: 'likely',
      message: `${called(task)} serves in the foreground of its job, which is killed at its limit of ${limit.value} s`,
      place: task.keywords.async ?? task.place,
      evidence: [task.intent.why, `async: ${limit.text}`, 'nothing in sight stops it before'],
      remedy:
        'run it as a service (systemd-run, a unit file), or let it leave the foreground, if it is to outlive its limit',
      subject: task.id,
    },
  ];
}
