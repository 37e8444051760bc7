/** A tar archive is a sequence of these (pax(1), "ustar Interchange Format"). */
export const TAR_BLOCK = 512;

/** One file of a tar archive, with its head; its owner is root. */
export function tarEntry(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(TAR_BLOCK);
  const put = (at: number, value: string) => header.write(value, at, 'ascii');
  const octal = (at: number, digits: number, value: number) => put(at, value.toString(8).padStart(digits, '0'));
  put(0, name);
  octal(100, 7, 0o644);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, content.length);
  octal(136, 11, 0);
  put(156, '0');
  put(257, 'ustar\0');
  put(263, '00');
  // The sum is taken with blanks in its own place.
  put(148, ' '.repeat(8));
  octal(
    148,
    6,
    header.reduce((sum, byte) => sum + byte, 0),
  );
  put(154, '\0 ');
  return Buffer.concat([header, padded(content)]);
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((TAR_BLOCK - (content.length % TAR_BLOCK)) % TAR_BLOCK)]);
}
