// The row kernel in plain TypeScript: what the other one is checked against, and what runs
// where that one cannot.

import { Malformed } from '../../base/errors.js';
import { BinaryValues } from '../../encode/rows/binary-values.js';
import { RowEncoder } from '../../encode/rows/row-encoder.js';
import type { StatementGrouping } from '../../encode/rows/statement-grouping.js';
import { writeRow } from '../../encode/rows/write-row.js';
import { type RowKernel, type RowLayout, Stop } from './row-kernel.js';

const END_STATEMENT = Buffer.from(';\n');
const FRAME_MAX = 0xffffff;

export class ReferenceKernel implements RowKernel {
  #encoder = new RowEncoder([], []);
  #prefix: Uint8Array = new Uint8Array(0);
  #separator: Uint8Array = new Uint8Array(0);
  readAt = 0;
  writtenBytes = 0;
  rows = 0;

  begin({ kinds, introducers, binary, escaper, prefix, separator }: RowLayout): boolean {
    const values = binary && new BinaryValues(binary);
    this.#encoder = new RowEncoder(kinds, introducers, { escaper, binary: values });
    this.#prefix = prefix;
    this.#separator = separator;
    return true;
  }

  run(
    wire: Uint8Array,
    at: number,
    end: number,
    to: Uint8Array,
    toAt: number,
    grouping: StatementGrouping,
  ): Stop {
    const aroundBytes = this.#prefix.length + END_STATEMENT.length;
    let stop: Stop = Stop.usedUp;
    let read = at;
    let written = toAt;
    this.rows = 0;
    while (end - read >= 4) {
      const length = frameLength(wire, read);
      const packet = read + 4;
      if (length === FRAME_MAX || packet + length > end) break;
      const first = wire[packet] as number;
      if (first === 0xff || (first === 0xfe && length < 9)) {
        stop = Stop.other;
        break;
      }
      if (written + this.#encoder.boundBytes(length) + aroundBytes > to.length) {
        stop = Stop.full;
        break;
      }
      written = writeRow(
        this.#encoder,
        this.#prefix,
        this.#separator,
        grouping,
        to,
        written,
        wire,
        packet,
      );
      if (this.#encoder.readEnd !== packet + length) {
        throw new Malformed('a row that is not what its columns say');
      }
      this.rows++;
      read = packet + length;
    }
    this.readAt = read;
    this.writtenBytes = written - toAt;
    return stop;
  }
}

/** Length of the payload after the frame header at `at`. */
export function frameLength(wire: Uint8Array, at: number): number {
  return (wire[at] as number) | ((wire[at + 1] as number) << 8) | ((wire[at + 2] as number) << 16);
}
