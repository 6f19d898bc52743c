// What the server's answers say: pure parsing of packets, for session.ts. A packet is believed
// only as far as it goes: what is shorter or longer than it says throws, and the connection is
// given up.

import { Malformed } from '../../base/errors.js';
import type { TextCoding } from '../../model/style.js';
import type { Outcome } from './outcome.js';
import { integerBytes, readLengthEncoded } from './result-column.js';
import { ServerError } from './server-error.js';

const NULL_CELL = 0xfb;
/** Servers cut theirs at 512. */
const ERROR_BYTES_MAX = 4096;

/** The cells of a row packet of the text protocol, copied. */
export function readCells(
  bytes: Buffer,
  start: number,
  end: number,
  width: number,
): (Buffer | null)[] {
  const cells: (Buffer | null)[] = [];
  let at = start;
  for (let index = 0; index < width; index++) {
    if (bytes[at] === NULL_CELL) {
      cells.push(null);
      at++;
    } else {
      const value = readLengthEncoded(bytes, at, end);
      // A copy: the socket's buffer is not ours beyond this call.
      cells.push(Buffer.from(bytes.subarray(value.start, value.end)));
      at = value.end;
    }
  }
  return cells;
}

/** Throws unless the text row `bytes[start, end)` has `width` cells and nothing else. */
export function checkRow(bytes: Buffer, start: number, end: number, width: number): void {
  let at = start;
  for (let index = 0; index < width; index++) {
    const isNull = at < end && bytes[at] === NULL_CELL;
    at = isNull ? at + 1 : readLengthEncoded(bytes, at, end).end;
  }
  if (at !== end) throw new Malformed('a row that is not what its columns say');
}

/** Number of columns a result set begins with, as many as there can be. */
export function columnCount(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] as number;
  const isShort = first < NULL_CELL && end - start === 1;
  const isLong = first === 0xfc && end - start === 3;
  const count = isShort ? first : isLong ? bytes.readUInt16LE(start + 1) : 0;
  if (count === 0) throw new Malformed('an answer with no number of columns');
  return count;
}

export function parseOk(bytes: Buffer, start: number, end: number, text: TextCoding): Outcome {
  const affected = readInteger(bytes, start + 1, end);
  const { end: at } = readInteger(bytes, affected.end, end);
  if (at + 2 > end) throw new Malformed('an OK packet without a status');
  const info = skipLength(bytes, Math.min(end, at + 4), end);
  return {
    status: bytes.readUInt16LE(at),
    affectedRows: affected.value,
    warnings: at + 4 <= end ? bytes.readUInt16LE(at + 2) : 0,
    info: bytes.toString(text, info, Math.min(end, info + ERROR_BYTES_MAX)),
  };
}

/** Where a text begins that may have its length before it, and ends the packet. */
function skipLength(bytes: Buffer, at: number, end: number): number {
  const width = at < end ? integerBytes(bytes[at] as number) : 0;
  if (width === 0 || at + width > end) return at;
  const length = readInteger(bytes, at, end);
  return length.value === end - length.end ? length.end : at;
}

function readInteger(bytes: Buffer, at: number, end: number): { value: number; end: number } {
  const width = at < end ? integerBytes(bytes[at] as number) : 0;
  const after = at + width;
  if (width === 0 || after > end) throw new Malformed('an OK packet without a status');
  if (width === 1) return { value: bytes[at] as number, end: after };
  const low = bytes.readUIntLE(at + 1, Math.min(width - 1, 4));
  const high = width === 9 ? bytes.readUInt32LE(at + 5) : 0;
  return { value: high * 2 ** 32 + low, end: after };
}

/** Of at most eight bytes, and no row: the end of columns or rows. */
export function isEnd(bytes: Buffer, start: number, end: number): boolean {
  return bytes[start] === 0xfe && end - start < 9;
}

/** The session's status in the packet that ends columns or rows. */
export function parseEnd(bytes: Buffer, start: number, end: number): number {
  if (!isEnd(bytes, start, end) || end - start < 5) throw new Malformed('a result without an end');
  return bytes.readUInt16LE(start + 3);
}

export function parseError(
  bytes: Buffer,
  start: number,
  end: number,
  text: TextCoding,
): ServerError {
  if (end - start < 3) throw new Malformed('an error without a number');
  const errno = bytes.readUInt16LE(start + 1);
  const hasState = end - start >= 9 && bytes[start + 3] === 0x23;
  const state = hasState ? bytes.toString('latin1', start + 4, start + 9) : 'HY000';
  const from = start + (hasState ? 9 : 3);
  const message = bytes.toString(text, from, Math.min(end, from + ERROR_BYTES_MAX));
  return new ServerError(errno, state, message === '' ? 'no reason given' : message);
}

/** The answer to a preparation: the statement's number, and how many descriptions follow. */
export function parsePrepared(
  bytes: Buffer,
  start: number,
  end: number,
): { readonly statement: number; readonly columns: number; readonly parameters: number } {
  if (bytes[start] !== 0 || end - start < 9) throw new Malformed('no prepared statement');
  return {
    statement: bytes.readUInt32LE(start + 1),
    columns: bytes.readUInt16LE(start + 5),
    parameters: bytes.readUInt16LE(start + 7),
  };
}
