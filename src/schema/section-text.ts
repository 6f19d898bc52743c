// Putting the bytes of a section together. DDL arrives as bytes in whatever character set
// it was written in; it is cut up as latin1 text, which maps each byte to itself.

import type { Format } from '../model/options.js';

/** Strings are UTF-8, buffers are taken as they are. */
export function joinBytes(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)),
  );
}

/** Bytes as text for searching and cutting; `toBytes` is its exact inverse. */
export function toByteText(bytes: Buffer): string {
  return bytes.toString('latin1');
}

export function toBytes(byteText: string): Buffer {
  return Buffer.from(byteText, 'latin1');
}

/** `text` only where comments are written. Its lines begin with `-- ` or are empty. */
export function comment(format: Format, text: string): string {
  return format.comments ? text : '';
}

/** The heading most sections begin with. `title` is comment-safe. */
export function heading(format: Format, title: string): string {
  return comment(format, `\n--\n-- ${title}\n--\n`);
}
