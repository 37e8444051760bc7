/** Whether a pattern of hosts, or the name of one, is the machine that ansible-playbook runs on. */
export function isLocalhost(pattern: string): boolean {
  return /^(localhost|127\.0\.0\.1|::1)$/.test(pattern.trim());
}
