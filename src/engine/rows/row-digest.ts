// Digests rows value by value: the same text of a row, and the same sum, as the server makes
// of what it stores (plan/row-text.ts). The sum does not depend on the order of the rows.

import { createHash, type Hash } from 'node:crypto';
import type { ValueForm } from '../../model/chunk.js';

const COMMA = 0x2c;
const TEXT_BYTES = 1024;
const HEX_DIGITS: Uint8Array = Buffer.from('0123456789ABCDEF', 'latin1');
const NULL_TEXT: Uint8Array = Buffer.from('NULL', 'latin1');
/** What only our literals have: it makes a floating-point number of one (encode/rows/number.ts). */
const FLOAT_MARK = Buffer.from('e0', 'latin1');

export class RowDigest {
  readonly #forms: readonly ValueForm[];
  rows = 0;
  /** Of the first 64 bits of the SHA-256 of each row's text. */
  sum = 0n;
  #text = Buffer.alloc(TEXT_BYTES);
  #length = 0;
  /** Where the value under way begins in it. */
  #valueAt = 0;
  /** Column of the value under way. */
  #column = -1;
  #form: ValueForm | undefined;
  #hash: Hash | undefined;

  constructor(forms: readonly ValueForm[]) {
    this.#forms = forms;
  }

  /** Its bytes follow. False where the row has no such column. */
  beginValue(): boolean {
    this.#column++;
    if (this.#column > 0) this.#append(COMMA);
    this.#valueAt = this.#length;
    this.#form = this.#forms[this.#column];
    if (this.#form === 'hash') this.#hash = createHash('sha256');
    return this.#form !== undefined;
  }

  /** `from[start, end)` of the value, cut anywhere. */
  add(from: Uint8Array, start: number, end: number): void {
    if (this.#hash !== undefined) {
      this.#hash.update(from.subarray(start, end));
      return;
    }
    const isHex = this.#form === 'hex';
    this.#reserve(2 * (end - start));
    const text = this.#text;
    let length = this.#length;
    for (let at = start; at < end; at++) {
      const byte = from[at] as number;
      if (isHex) {
        text[length++] = HEX_DIGITS[byte >> 4] as number;
        text[length++] = HEX_DIGITS[byte & 15] as number;
      } else text[length++] = byte;
    }
    this.#length = length;
  }

  endValue(): void {
    if (this.#form === 'double') this.#endDouble();
    if (this.#hash === undefined) return;
    const digits = this.#hash.digest();
    this.#hash = undefined;
    this.#addBytes(Buffer.from(digits.toString('hex'), 'latin1'));
  }

  /** As endValue(), of a literal without quotes; false where that would change the value. */
  endNumber(): boolean {
    const form = this.#form;
    const markAt = this.#length - FLOAT_MARK.length;
    if (form === 'plain' && this.#text.subarray(markAt, this.#length).equals(FLOAT_MARK)) {
      this.#length = markAt;
    }
    this.endValue();
    return form === 'plain' || form === 'double';
  }

  #endDouble(): void {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(Number(this.#text.toString('latin1', this.#valueAt, this.#length)));
    this.#length = this.#valueAt;
    this.#addBytes(Buffer.from(bytes.toString('hex').toUpperCase(), 'latin1'));
  }

  /** Instead of a value's bytes. */
  addNull(): void {
    this.#hash = undefined;
    this.#addBytes(NULL_TEXT);
  }

  /** False where the row has not all its values. */
  endRow(): boolean {
    const isWhole = this.#column === this.#forms.length - 1;
    const text = this.#text.subarray(0, this.#length);
    this.sum += createHash('sha256').update(text).digest().readBigUInt64BE(0);
    this.rows++;
    this.#length = 0;
    this.#column = -1;
    return isWhole;
  }

  #append(byte: number): void {
    this.#reserve(1);
    this.#text[this.#length++] = byte;
  }

  #addBytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#text.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#text.length) return;
    const larger = Buffer.alloc(2 * (this.#length + bytes));
    larger.set(this.#text.subarray(0, this.#length));
    this.#text = larger;
  }
}
