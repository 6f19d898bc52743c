// Putting the bytes of a section together. DDL arrives as bytes in whatever character set
// it was written in; it is cut up as latin1 text, which maps each byte to itself.

import { xmlComment } from '../../encode/text/xml-text.js';
import type { Format } from '../../model/options.js';
import type { Style, TextCoding } from '../../model/style.js';

/**
 * What a section's writer has written so far. It is kept also when the writer fails: a
 * drop-in leaves it in the dump, as the stock tools do.
 */
export class SectionText {
  readonly #coding: TextCoding;
  #parts: Buffer[] = [];

  constructor(coding: TextCoding) {
    this.#coding = coding;
  }

  /** Strings are text of the connection, buffers are taken as they are. */
  add(...parts: readonly (string | Buffer)[]): void {
    for (const part of parts) {
      if (part.length === 0) continue;
      this.#parts.push(typeof part === 'string' ? Buffer.from(part, this.#coding) : part);
    }
  }

  /** Everything added since the last call. */
  take(): Buffer {
    const parts = this.#parts;
    this.#parts = [];
    return Buffer.concat(parts);
  }
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
  if (!format.comments) return '';
  return format.xml ? xmlComment(text) : text;
}

/** The same where the stock tools forget that they write XML. */
export function plainComment(format: Format, text: string): string {
  return format.comments ? text : '';
}

/** That something is missing; some write that even under --skip-comments. */
export function complaintComment(
  { format, style }: { readonly format: Format; readonly style: Style },
  text: string,
): string {
  const isWritten = format.comments || style.alwaysNotesLosses;
  return comment({ ...format, comments: isWritten }, text);
}

/** The heading most sections begin with, and what follows it. `title` is comment-safe. */
export function heading(format: Format, title: string, after: string = ''): string {
  return comment(format, `\n--\n-- ${title}\n--\n${after}`);
}
