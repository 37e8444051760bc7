import type { Intent } from '../../model/audit.ts';
import type { Action } from '../parse/action.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';

const SHELLS = /^(shell|command|raw|script|win_shell|win_command|win_powershell|expect|psexec|win_psexec)$/;

/** Commands that take the host or its network away from under the connection. */
const CUTS = [
  /\b(reboot|poweroff|halt)\b(?!\s*[-_.]?(required|needed|pending|flag|check|file))(?![-_.\w]*\.(log|txt|flag|conf|service))/i,
  /\b(shutdown|telinit|kexec)\b/i,
  /\binit\s+[06]\b/,
  /systemctl\s+(?:--\S+\s+)*(reboot|poweroff|halt|kexec|suspend|hibernate|isolate)/,
  /sysrq-trigger|sysrq/,
  /Restart-Computer|Stop-Computer|Rename-Computer[^\n]*-Restart|Restart-NetAdapter|Disable-NetAdapter|Set-NetIPAddress|New-NetIPAddress/i,
  /(systemctl|service|rc-service)\s+(?:\S+\s+)*?(restart|reload|stop|start)?\s*(?:\S+\s+)*?(sshd?|networking|network|NetworkManager|systemd-networkd|wicked|firewalld|iptables|nftables|netplan|dhcpcd|wpa_supplicant)(\.service)?\b(?:\s+(restart|reload|stop))?/,
  /\/etc\/init\.d\/(sshd?|networking|network)\b/,
  /\bnetplan\s+(apply|try)|\bifup\b|\bifdown\b|\bifreload\b|\bnmcli\s+(con|connection|c|d|dev|device|networking)\w*\s+(up|down|reload|modify|mod|reapply|off|on)|\bip\s+link\s+set\b|\bip\s+(addr|route)\s+(del|flush|add|change|replace)|\bdhclient\b|\bnmstatectl\s+apply|\bwg-quick\s+(up|down)|\bovs-vsctl\b|\bbrctl\s+addif/,
  /\b(iptables|nft|ufw)\b[^\n]*(-F|flush|enable|apply|restore)|\biptables-restore\b|\biptables-apply\b/,
  /\bfirewall-cmd\b[^\n]*--(reload|complete-reload|panic-on|set-default-zone)|\bpfctl\s+-\w*[efd]|\bwpa_cli\b|\bnetworksetup\b|\bifconfig\s+\S+\s+(up|down|inet|destroy)|\bipconfig\s+\/(release|renew)|\bnetsh\s+(interface|advfirewall)\b/i,
  // A restart that is put off until the play has let go of the connection.
  /\bsleep\s+\d+\w?\s*(&&|;)\s*[^\n]*\b(systemctl|service|supervisorctl)\b[^\n]*\b(restart|stop|reload)\b/,
  /\bxe\s+host-reboot|esxcli\s+system\s+(shutdown|reboot)|\brpm-ostree\b[^\n]*(--reboot|-r\b)|\bostree\b[^\n]*reboot|\bsystem\s+(reboot|reset)\b/,
  /\bsysupgrade\b|\bdo-release-upgrade\b|\bflash(rom|cp)?\b[^\n]*reboot|\btailscale\s+(up|down)\b|\bpkill\b[^\n]*\bsshd?\b|\bkillall?\b[^\n]*\bsshd?\b|\bloginctl\s+(terminate|kill)/,
];

/** Takes a virtual machine away: the one below, which is asked to, stays. */
const OF_GUEST = /\b(vagrant|virsh)[ \t][^\n;&|]*/g;

/** Commands that stay up for as long as they are let. */
const SERVES = [
  /\bsetsid\b|\bdaemonize\b|\bdisown\b|\bstart-stop-daemon\b|[\\/]s?bin[\\/][\w-]*(server|daemon)\b|\b[\w-]*(server|daemon)-start\b|\bstart-(server|daemon)\b|(^|\s)--(listen|daemon|serve)\b/,
  /\b(screen|tmux)\b[^\n]*(-dm|-d\b|new-session|new\b)/,
  /\bsystemd-run\b|\bat\s+(now|-f|-m)\b|\|\s*at\b/,
  /-m\s+(http\.server|SimpleHTTPServer|uvicorn|gunicorn|flask|http)\b|\b(uvicorn|gunicorn|hypercorn|waitress-serve|puma|unicorn|thin|rackup)\b|\bflask\s+run\b|manage\.py\s+(runserver|celery)|\brails\s+(s|server)\b|\bphp\s+-S\b/,
  /\b(hugo|jekyll|mkdocs|ng|vite|webpack|gatsby|next|php artisan)\s+(serve|server|dev|develop|start)\b|\bdotnet\s+(run|watch)\b|(?:\bpython[\d.]*|\bpython\b[^{}\n]*\}\})\s+(?:-\S+\s+)*(?:\{\{[^{}\n]*\}\}|\S)*([Ss]erver|daemon|listener|webapp|app|bot)\w*\.py\b/,
  /\b(npm|yarn|pnpm)\s+(run\s+)?(start|serve|dev)\b|\bnode\s+\S*(server|app|index)\S*\.m?js\b|\bnodemon\b|\bpm2\b/,
  /\bjava\b[^\n]*-jar\b|\bcatalina\.sh\b|\bstartup\.sh\b|standalone\.sh\b|\bdomain\.sh\b|bin\/kafka-server-start|zkServer|start-all\.sh|\bjboss-cli\b|startWebLogic|startNodeManager|startManagedWebLogic/i,
  /\biperf3?\b[^\n]*\s(-s|--server)\b|\bnetserver\b|\bqperf\b\s*$|\b(nc|ncat|netcat|socat)\b[^\n]*(-\w*l|listen)/i,
  /\btcpdump\b|\btshark\b|\bdumpcap\b|\btail\s+(-\w*[fF]|--follow)|\bjournalctl\b[^\n]*-f|\bsleep\s+inf|\bwatch\s+-n|\bwhile\s+(true|:|\[\s*1\s*\])|\btop\s+-b|\bvmstat\b|\biostat\b|\bdstat\b|\bnmon\b|\bsar\b|\bcollectl\b|\bpidstat\b|\bmpstat\b|\bperf\s+record/,
  /\bkubectl\b[^\n]*\b(port-forward|proxy)\b|\boc\b[^\n]*\bport-forward\b|\bssh\b[^\n]*\s-\w*(N|L|R|D)\b|\bsshuttle\b|\bopenvpn\b|\bautossh\b|\bngrok\b|\bcloudflared\b/,
  /\b(jupyter|ipython\s+notebook|vncserver|Xvfb|x11vnc|dockerd|containerd|etcd|consul\s+agent|vault\s+server|nomad\s+agent|redis-server|mongod|mysqld(_safe)?|minio\s+server|prometheus|node_exporter|grafana-server|haproxy|chromedriver|selenium|geckodriver|geth|bitcoind|ipfs\s+daemon|celery\s+worker|airflow\s+(webserver|scheduler)|tensorboard|ollama\s+serve|vllm)\b/,
  /\b(serve|server|daemon|--daemon|--listen|listen)\s*$/m,
  /\bdocker([\s-])compose\b(?![^\n]*\s(-d|--detach)\b)[^\n]*\sup\b|\bminikube\s+(tunnel|mount|dashboard)\b|\bstrace\b[^\n]*-p\b|\byes\s*>\s*\/dev\/null/,
  /\bstress(-ng)?\b|\bfio\b[^\n]*--daemonize|\bpgbench\b[^\n]*&/,
  /\b(qemu-system|qemu-kvm|virt-install|bhyve|VBoxHeadless)\b/,
];

/** Leaves the job, which ends at once: that says how the command runs, not what it is for. */
const DETACHES = /(?:^|[^&>|])&\s*(?:$|['"\n)}]|disown)/m;

const SAYS_CUT =
  /\b(re-?boot(ing|s)?|re-?start(ing|s)?\s+(the\s+|this\s+|target\s+|remote\s+|all\s+)?(server|machine|host|node|vm|instance|system|box|computer|pi|raspberry|network|networking|ssh|sshd|device|interface)\w*|(re-?load|re-?apply|apply|re-?configure|bring\s+(up|down))(ing|s)?\s+(the\s+|all\s+|new\s+)?(network|networking|netplan|interfaces?)\b|shut(ting)?\s*down|power(ing)?\s*(off|cycle)|halt)\b/i;
/** Says of the job's end that it doesn't matter. How it runs (in the background, asynchronously, detached) says nothing of that. */
const SAYS_FORGOTTEN =
  /fire[\s-]*(and|&|n)[\s-]*forget|(do\s*n[o']?t|does\s*n[o']?t|not|no\s+need\s+to|never)\s+(actually\s+)?(need\s+to\s+)?(wait|poll|care)\b(?!\s+(long|until|more))|\bkeep\s+(it\s+)?running\b|\bnever\s+reaped?\b|\bleave\s+(it\s+)?running\b|\b(best|last)[\s-]effort\b|\bmay\s+(fail|be\s+(lost|forgotten))\b|\b(fail(ure|s|ing)?|result|outcome|end)\s+(is|are|does|do)\s*(n[o']t|not)\s+(matter|needed|of\s+interest)|\b(fail(ure|s|ing)?|result|outcome|end)\s+(is|are)\s+(of\s+no\s+\w+|irrelevant|unimportant)|\bno\s*(body|\s?one)\s+(waits|cares)\b|\b(we(\s+will|'ll)?|it|is|are|be|gets?)\s+(\w+\s+)?(kill|stop|terminat)\w*\b[^\n]*\b(manually|by\s+hand|later|afterwards?|at\s+the\s+end|in\s+the\s+(clean\s*-?up|teardown))\b/i;
const SAYS_SERVER =
  /\b(start|run|launch|spawn|serve|open)(s|ed|ing)?\b[^\n]*\b(\w*server|\w*daemon|listener|proxy|tunnel|port.?forward\w*|capture|monitor(ing)?|watcher|worker|sniffer|iperf3?|tcpdump|emulator|simulator)s?\b(?=\s*($|[(\n,.:]|(on|in|for|at|with|from|to|as|and|via|using|under)\b))/i;

const NETWORK_SERVICE =
  /^(ssh|sshd|network|networking|NetworkManager|systemd-networkd|wicked|netplan|firewalld|iptables|nftables|ufw|dhcpcd|wpa_supplicant|systemd-logind|dbus|tailscaled|wg-quick@?.*|openvpn.*)(\.service)?$/i;
const REBOOT_ACTIONS = /^(reboot|shutdown|win_reboot)$/;
const SERVICE_ACTIONS = /^(service|systemd|systemd_service|sysvinit|win_service)$/;

/** One day: nobody waits that long for a job to end. */
const FOREVER_SECONDS = 86_400;

/**
 * Why the job may do without a reap; undefined where nothing says so. Judged by what is written, not by what runs.
 * `local`: it runs on the controller, whose connection nothing cuts: what its name says is about another machine.
 */
export function intentOf(
  task: TaskNode,
  limitSeconds: number | undefined,
  command: string,
  local: boolean,
): Intent | undefined {
  const { action } = task;
  if (!action) return undefined;
  const words = `${task.name}\n${task.comments}`;
  const bare = SHELLS.test(action.short) ? command.replace(/#.*$/gm, '') : undefined;
  const cut = cutting(action, bare) ?? (local ? undefined : saidCutting(words));
  if (cut) return { class: 'connection-cutting', why: cut };
  const serve = bare === undefined ? undefined : SERVES.map((pattern) => pattern.exec(bare)).find((match) => match);
  if (serve)
    return {
      class: 'server',
      why: `the command has "${serve[0].trim().split('\n')[0]}", which stays up or puts itself in the background`,
    };
  const said = SAYS_FORGOTTEN.exec(words);
  if (said) return { class: 'declared', why: `its name or comment says "${said[0].trim()}"` };
  if (bare !== undefined && SAYS_SERVER.test(task.name))
    return { class: 'server', why: `its name says "${SAYS_SERVER.exec(task.name)?.[0]}"` };
  if (limitSeconds !== undefined && limitSeconds >= FOREVER_SECONDS)
    return { class: 'server', why: `its limit of ${limitSeconds} s is a day or more: meant to stay up` };
  if (bare !== undefined && DETACHES.test(bare))
    return { class: 'server', why: 'the command puts itself in the background', detachedOnly: true };
  return undefined;
}

const MAY_CUT =
  /^(nmcli|network_connections|network_state|netplan|iptables|firewalld|ufw|interfaces_file|win_dns_client|win_domain_membership|win_hostname)$/;

/** How it takes the host, or its network, away. */
function cutting({ short, name, args }: Action, command: string | undefined): string | undefined {
  if (REBOOT_ACTIONS.test(short)) return `the action ${name} ends the connection`;
  const own = command?.replace(OF_GUEST, '');
  const cut = own === undefined ? undefined : CUTS.map((pattern) => pattern.exec(own)).find((match) => match);
  if (cut) return `the command has "${cut[0].trim()}"`;
  const service = SERVICE_ACTIONS.test(short) ? textOf(args.get('name') ?? args.get('service')).trim() : '';
  if (NETWORK_SERVICE.test(service)) return `it changes the service ${service}`;
  return MAY_CUT.test(short) ? `${name} may cut the connection` : undefined;
}

function saidCutting(words: string): string | undefined {
  const said = SAYS_CUT.exec(words);
  return said ? `its name or comment says "${said[0]}"` : undefined;
}

/** The command that an action runs, as text, where it runs one. */
export function commandOf(task: TaskNode): string {
  const action = task.action;
  if (!action || !(SHELLS.test(action.short) || action.free)) return '';
  return action.free || textOf(action.args.get('cmd') ?? action.args.get('_raw_params') ?? action.args.get('script'));
}
