/** An IPv4 packet, as far as one must know where it goes. */
export interface Packet {
  readonly from: string;
  readonly to: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | `ip-${number}`;
  readonly port?: number;
  /** The name that it asks a name server for. */
  readonly lookup?: string;
}

const HEADER = 20;
const DNS_PORT = 53;
const DNS_HEADER = 12;

/** Undefined for what is no IPv4 packet; what is broken further on is told as far as it is whole (RFC 791, 9293, 768, 1035). */
export function readPacket(bytes: Buffer): Packet | undefined {
  if (bytes.length < HEADER || (bytes.readUInt8(0) & 0xf0) !== 0x40) return undefined;
  const number = bytes.readUInt8(9);
  const protocol = number === 6 ? 'tcp' : number === 17 ? 'udp' : number === 1 ? 'icmp' : (`ip-${number}` as const);
  const packet = { from: addressAt(bytes, 12), to: addressAt(bytes, 16), protocol } as const;
  const payload = bytes.subarray((bytes.readUInt8(0) & 0x0f) * 4);
  const isFragment = (bytes.readUInt16BE(6) & 0x1fff) !== 0;
  if (isFragment || payload.length < 4 || (protocol !== 'tcp' && protocol !== 'udp')) return packet;
  const port = payload.readUInt16BE(2);
  const lookup = protocol === 'udp' && port === DNS_PORT ? nameIn(payload.subarray(8)) : undefined;
  return { ...packet, port, ...(lookup === undefined ? {} : { lookup }) };
}

/** Goes to everybody in reach, not to a machine: nobody is called by it. */
export function isForMany({ to }: Packet): boolean {
  return Number(to.split('.')[0]) >= 224;
}

/** The answer of a firewall that lets nothing through: communication administratively prohibited (RFC 1812, 5.2.7.1). */
export function prohibited(packet: Buffer): Buffer {
  const quoted = packet.subarray(0, Math.min(packet.length, (packet.readUInt8(0) & 0x0f) * 4 + 8));
  const answer = Buffer.alloc(HEADER + 8 + quoted.length);
  answer.writeUInt8(0x45, 0);
  answer.writeUInt16BE(answer.length, 2);
  answer.writeUInt8(64, 8);
  answer.writeUInt8(1, 9);
  packet.copy(answer, 12, 16, 20);
  packet.copy(answer, 16, 12, 16);
  answer.writeUInt16BE(checksum(answer.subarray(0, HEADER)), 10);
  answer.writeUInt8(3, HEADER);
  answer.writeUInt8(13, HEADER + 1);
  quoted.copy(answer, HEADER + 8);
  answer.writeUInt16BE(checksum(answer.subarray(HEADER)), HEADER + 2);
  return answer;
}

/** RFC 1071. */
export function checksum(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2)
    sum += at + 1 < bytes.length ? bytes.readUInt16BE(at) : bytes.readUInt8(at) << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

function addressAt(bytes: Buffer, at: number): string {
  return [...bytes.subarray(at, at + 4)].join('.');
}

function nameIn(dns: Buffer): string | undefined {
  const labels: string[] = [];
  for (let at = DNS_HEADER; at < dns.length; ) {
    const length = dns.readUInt8(at);
    if (length === 0) return labels.join('.') || undefined;
    if (length > 63 || at + length >= dns.length) return undefined;
    labels.push(dns.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return undefined;
}
