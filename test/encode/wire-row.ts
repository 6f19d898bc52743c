// Builds row packets of both protocols, for tests of what reads them.

import { ColumnKind } from '../../src/encode/rows/column-kind.js';

export type Value = Uint8Array | null;

export function buildRowPacket(values: readonly Value[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

function encodeValue(value: Value): Buffer {
  if (value === null) return Buffer.from([0xfb]);
  return Buffer.concat([encodeLength(value.length), value]);
}

/** A row of a prepared statement; its values as they come, without marks of NULLs. */
export function buildBinaryRow(values: readonly Value[]): Buffer {
  const marks = Buffer.alloc((values.length + 9) >> 3);
  for (const [index, value] of values.entries()) {
    const mark = index + 2;
    if (value === null) marks[mark >> 3] = (marks[mark >> 3] as number) | (1 << (mark & 7));
  }
  const present = values.filter((value) => value !== null);
  return Buffer.concat([Buffer.from([0]), marks, ...present]);
}

export function encodeLength(length: number): Buffer {
  if (length < 0xfb) return Buffer.from([length]);
  const header = Buffer.alloc(length < 0x10000 ? 3 : length < 0x1000000 ? 4 : 9);
  header[0] = length < 0x10000 ? 0xfc : length < 0x1000000 ? 0xfd : 0xfe;
  header.writeUIntLE(length, 1, Math.min(header.length - 1, 6));
  return header;
}

/** Wraps payloads in protocol frames, as a server sends them. */
export function buildFrames(payloads: readonly Buffer[], frameMax: number = 0xffffff): Buffer {
  const parts: Buffer[] = [];
  let sequence = 1;
  for (const payload of payloads) {
    for (let at = 0; ; at += frameMax) {
      const part = payload.subarray(at, at + frameMax);
      const header = Buffer.alloc(4);
      header.writeUIntLE(part.length, 0, 3);
      header[3] = sequence++ & 0xff;
      parts.push(header, part);
      if (part.length < frameMax) break;
    }
  }
  return Buffer.concat(parts);
}

/** `value` where its column is no number, else bytes of one: those of others are refused. */
export function fitKind(kind: ColumnKind, value: Value): Value {
  if (value === null || (kind !== ColumnKind.number && kind !== ColumnKind.float)) return value;
  return Uint8Array.from(value, (byte) => '0123456789.-+'.charCodeAt(byte % 13));
}
