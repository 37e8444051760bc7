import type { Container } from 'dockerode';

/** Takes the engine's framing off: 8 bytes before each piece, of which the last 4 are its length (Docker API, "attach"). */
export function unframe(framed: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= framed.length; ) {
    const end = at + 8 + framed.readUInt32BE(at + 4);
    pieces.push(framed.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** The last lines that the host's PID 1 and its children wrote. Empty if the container is gone. */
export async function logTail(container: Container, lines: number): Promise<string[]> {
  try {
    const framed = await container.logs({ follow: false, stdout: true, stderr: true, tail: lines });
    return unframe(framed)
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}
