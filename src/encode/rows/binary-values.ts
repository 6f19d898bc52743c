// The values of a binary row (prepared statements) as the text the server would have sent.
// Strings are where they are in the packet; numbers and times are written out here. Part of
// the row loop; the kernel's way is engine/kernel/binary.as.ts.

import { Malformed } from '../../base/errors.js';
import { type BinaryColumn, BinaryForm, binaryOverheadBytes } from './binary-column.js';
import { writeDouble } from './double-text.js';
import { TextValues, type ReadsValues } from './packet-value.js';

/** The longest integer filled up with zeros. */
const TEXT_BYTES_MAX = 256;
/** By form; times say themselves how long they are. */
const FIXED_BYTES: readonly number[] = [0, 1, 2, 4, 8, 1, 2, 4, 8, 8];
const TIME_BYTES: ReadonlySet<number> = new Set([0, 8, 12]);
const DATETIME_BYTES: ReadonlySet<number> = new Set([0, 4, 7, 11]);

export class BinaryValues implements ReadsValues {
  start = 0;
  end = 0;
  source: Uint8Array = new Uint8Array(0);
  readonly #columns: readonly BinaryColumn[];
  readonly #strings = new TextValues();
  readonly #text = Buffer.alloc(TEXT_BYTES_MAX);
  readonly #fixed = new DataView(new ArrayBuffer(16));
  /** Where the row's marks of NULLs are, and which column is next. */
  #nulls = 0;
  #column = 0;

  constructor(columns: readonly BinaryColumn[]) {
    this.#columns = columns;
  }

  /** Room that one value may need beyond twice its bytes in the packet. */
  get overheadBytes(): number {
    return binaryOverheadBytes(this.#columns);
  }

  begin(packet: Uint8Array, at: number): number {
    if (packet[at] !== 0) throw malformed();
    this.#nulls = at + 1;
    this.#column = 0;
    return this.#nulls + ((this.#columns.length + 9) >> 3);
  }

  read(packet: Uint8Array, at: number): number {
    // The first two marks belong to no column.
    const mark = this.#column + 2;
    const { form, width } = this.#columns[this.#column++] as BinaryColumn;
    if (((packet[this.#nulls + (mark >> 3)] as number) & (1 << (mark & 7))) !== 0) {
      this.start = -1;
      this.end = -1;
      return at;
    }
    if (form === BinaryForm.string) {
      const next = this.#strings.read(packet, at);
      this.source = packet;
      this.start = this.#strings.start;
      this.end = this.#strings.end;
      return next;
    }
    this.source = this.#text;
    this.start = 0;
    if (form === BinaryForm.double) {
      this.#take(packet, at, 8);
      this.end = writeDouble(this.#text, 0, this.#fixed.getFloat64(0, true));
      return at + 8;
    }
    const isTime = form > BinaryForm.double;
    const bytes = isTime ? (packet[at] as number) : (FIXED_BYTES[form] as number);
    const lengths = form === BinaryForm.time ? TIME_BYTES : DATETIME_BYTES;
    if (isTime && !lengths.has(bytes)) throw malformed();
    const from = isTime ? at + 1 : at;
    this.#take(packet, from, bytes);
    const text = isTime ? this.#timeText(form, width) : this.#integerText(form, width);
    this.end = this.#text.write(text, 'latin1');
    return from + bytes;
  }

  /** Copies the value to #fixed, with zeros after it. */
  #take(packet: Uint8Array, from: number, bytes: number): void {
    if (from + bytes > packet.length) throw malformed();
    for (let index = 0; index < 12; index++) {
      this.#fixed.setUint8(index, index < bytes ? (packet[from + index] as number) : 0);
    }
  }

  #integerText(form: BinaryForm, width: number): string {
    const fixed = this.#fixed;
    if (form === BinaryForm.long) return fill(fixed.getInt32(0, true), width);
    if (form === BinaryForm.longlong) return fill(fixed.getBigInt64(0, true), width);
    if (form === BinaryForm.short) return fill(fixed.getInt16(0, true), width);
    if (form === BinaryForm.tiny) return fill(fixed.getInt8(0), width);
    // Unsigned: what is missing of the eight bytes is zero.
    return fill(fixed.getBigUint64(0, true), width);
  }

  #timeText(form: BinaryForm, decimals: number): string {
    const fixed = this.#fixed;
    const isTime = form === BinaryForm.time;
    const first = isTime ? 5 : 4;
    const [hours = 0, minutes = 0, seconds = 0] = [0, 1, 2].map((at) => fixed.getUint8(first + at));
    const micros = fixed.getUint32(first + 3, true);
    const [month, day] = [fixed.getUint8(2), fixed.getUint8(3)];
    if ((hours | minutes | seconds) > 63 || micros > 999_999) throw malformed();
    const fraction = decimals === 0 ? '' : `.${fill(micros, 6).slice(0, decimals)}`;
    const rest = `:${fill(minutes, 2)}:${fill(seconds, 2)}${fraction}`;
    if (isTime) {
      const days = fixed.getUint32(1, true);
      if (days > 999) throw malformed();
      return `${fixed.getUint8(0) === 0 ? '' : '-'}${fill(days * 24 + hours, 2)}${rest}`;
    }
    const year = fixed.getUint16(0, true);
    if (year > 9999 || (month | day) > 63) throw malformed();
    const date = `${fill(year, 4)}-${fill(month, 2)}-${fill(day, 2)}`;
    return form === BinaryForm.date ? date : `${date} ${fill(hours, 2)}${rest}`;
  }
}

function fill(value: number | bigint, width: number): string {
  return String(value).padStart(width, '0');
}

function malformed(): Malformed {
  return new Malformed('a value that is not what its column says');
}
