import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A certificate authority, and what it has signed for a server of this name (a DNS name or an IPv4 address) and for a client: folders as DOCKER_CERT_PATH has them. */
export function makeCertificates(folder: string, name: string): { readonly server: string; readonly client: string } {
  const at = (...path: string[]) => join(folder, ...path);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  mkdirSync(at('tls'), { recursive: true });
  const [caKey, ca] = [at('tls/ca-key.pem'), at('tls/ca.pem')];
  openssl('req', '-x509', ...key, '-keyout', caKey, '-out', ca, '-days', '2', '-subj', '/CN=ca');
  const kind = /^[\d.]+$/.test(name) ? 'IP' : 'DNS';
  for (const [whose, extensions] of [
    ['server', `subjectAltName=${kind}:${name}\nextendedKeyUsage=serverAuth\n`],
    ['client', 'extendedKeyUsage=clientAuth\n'],
  ] as const) {
    mkdirSync(at(whose), { recursive: true });
    const file = (one: string) => at(whose, one);
    writeFileSync(file('extensions'), extensions);
    openssl('req', ...key, '-keyout', file('key.pem'), '-out', file('request'), '-subj', `/CN=${whose}`);
    const signed = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', file('extensions')];
    openssl('x509', '-req', '-in', file('request'), ...signed, '-out', file('cert.pem'));
    openssl('x509', '-in', ca, '-out', file('ca.pem'));
  }
  return { server: at('server'), client: at('client') };
}
