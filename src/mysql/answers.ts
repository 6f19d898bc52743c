// What the server's answers say: pure parsing of packets, for session.ts.

import type { TextCoding } from '../model/style.js';
import { readLengthEncoded } from './result-column.js';
import { ServerError } from './server-error.js';

/** The cells of a row packet of the text protocol, copied. */
export function readCells(bytes: Buffer, start: number, width: number): (Buffer | null)[] {
  const cells: (Buffer | null)[] = [];
  let at = start;
  for (let index = 0; index < width; index++) {
    if (bytes[at] === 0xfb) {
      cells.push(null);
      at++;
    } else {
      const value = readLengthEncoded(bytes, at);
      // A copy: the socket's buffer is not ours beyond this call.
      cells.push(Buffer.from(bytes.subarray(value.start, value.end)));
      at = value.end;
    }
  }
  return cells;
}

/** Number of columns a result set begins with. */
export function columnCount(bytes: Buffer, start: number): number {
  const first = bytes[start] as number;
  return first < 0xfb ? first : bytes.readUInt16LE(start + 1);
}

/** Where the length-encoded integer at `at` ends. */
export function readLengthEncodedInteger(bytes: Buffer, at: number): number {
  const first = bytes[at] as number;
  return at + (first < 0xfb ? 1 : first === 0xfc ? 3 : first === 0xfd ? 4 : 9);
}

export function parseError(
  bytes: Buffer,
  start: number,
  end: number,
  text: TextCoding,
): ServerError {
  const errno = bytes.readUInt16LE(start + 1);
  const hasState = bytes[start + 3] === 0x23;
  const state = hasState ? bytes.toString('latin1', start + 4, start + 9) : 'HY000';
  const message = bytes.toString(text, start + (hasState ? 9 : 3), end);
  return new ServerError(errno, state, message);
}

/** The answer to a preparation: the statement's number, and how many descriptions follow. */
export function parsePrepared(
  bytes: Buffer,
  start: number,
): { readonly statement: number; readonly columns: number; readonly parameters: number } {
  return {
    statement: bytes.readUInt32LE(start + 1),
    columns: bytes.readUInt16LE(start + 5),
    parameters: bytes.readUInt16LE(start + 7),
  };
}
