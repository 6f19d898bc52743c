// Where a value of a row packet ends: the length-encoded strings of the text protocol.
// Part of the row loop.

import { Malformed } from '../../base/errors.js';

const NULL_VALUE = 0xfb;

/** Finds the values of a row packet, one after the other, as the text the server means. */
export interface ReadsValues {
  /** Bounds in `source` of the value last read; `start` is -1 for NULL. */
  readonly start: number;
  readonly end: number;
  readonly source: Uint8Array;
  /** Begins the row at `at` and returns where its first value is. */
  begin(packet: Uint8Array, at: number): number;
  /** Reads the value at `at` and returns where the next one is. */
  read(packet: Uint8Array, at: number): number;
}

/** Values of the text protocol. */
export class TextValues implements ReadsValues {
  start = 0;
  end = 0;
  source: Uint8Array = new Uint8Array(0);

  begin(packet: Uint8Array, at: number): number {
    this.source = packet;
    return at;
  }

  read(packet: Uint8Array, at: number): number {
    const first = packet[at] as number;
    if (first === NULL_VALUE) {
      this.start = -1;
      this.end = -1;
      return at + 1;
    }
    const width = first < NULL_VALUE ? 0 : first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    let length = width === 0 ? first : 0;
    let unit = 1;
    for (let index = 1; index <= width; index++) {
      length += (packet[at + index] as number) * unit;
      unit *= 256;
    }
    this.start = at + 1 + width;
    this.end = this.start + length;
    // Not a number where the packet ends before the value begins.
    if (!(this.end <= packet.length)) throw new Malformed('a value longer than its packet');
    return this.end;
  }
}
