import ssh2 from 'ssh2';

/** An ed25519 key pair in OpenSSH's own formats. */
export interface KeyPair {
  /** The private key file's content; OpenSSH wants the file with mode 0600. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment`, without a line end. */
  readonly publicKey: string;
}

/**
 * Takes about a millisecond, and starts no process. ssh2 1.17 drops a leading zero byte of the public key, so that OpenSSH can't
 * read one pair of 256; its own parser can't either, and such a pair is not handed out.
 */
export function generateKeyPair(comment: string): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    const readable = !(ssh2.utils.parseKey(pair.private) instanceof Error);
    if (readable) return { privateKey: pair.private, publicKey: pair.public.trim() };
  }
}
