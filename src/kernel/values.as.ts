// Values that come as text, in AssemblyScript: as row-encoder.ts writes them. Shared by text
// rows and by the strings of binary rows.

import { copyInto, escapeString, hexInto } from './strings.as';

export const NUMBER: u32 = 0;
export const FLOAT: u32 = 1;
const TEXT: u32 = 2;
const BINARY: u32 = 3;
const HEX: u32 = 4;

const QUOTE: u8 = 0x27;

// @ts-ignore: decorator
@inline
function isLetter(byte: u32): bool {
  return (byte | 0x20) - 0x61 <= 25;
}

// @ts-ignore: decorator
@inline
function writeNumber(to: usize, from: usize, end: usize): usize {
  let first = <u32>load<u8>(from);
  if (first == 0x2d && end - from > 1) first = <u32>load<u8>(from + 1);
  if (isLetter(first)) {
    store<u32>(to, 0x4c4c554e);
    return to + 4;
  }
  copyInto(to, from, end - from);
  return to + (end - from);
}

function writeFloat(to: usize, from: usize, end: usize): usize {
  const after = writeNumber(to, from, end);
  const isLong = end - from > 60;
  if (!isLong && load<u8>(from) != 0x2d) return after;
  for (let at = from + 1; at < end; at++) {
    const byte = load<u8>(at);
    if (isLong ? byte == 0x65 : byte != 0x30 && byte != 0x2e) return after;
  }
  store<u16>(after, 0x3065);
  return after + 2;
}

/** The value in [from, end) as `column`, an entry of the table in rows.as.ts, wants it. */
// @ts-ignore: decorator
@inline
export function writeValue(to: usize, column: usize, from: usize, end: usize): usize {
  if (from == end) {
    store<u16>(to, 0x2727);
    return to + 2;
  }
  const kind = <u32>load<u8>(column);
  if (kind == NUMBER) return writeNumber(to, from, end);
  if (kind == HEX) {
    store<u16>(to, 0x7830);
    return hexInto(to + 2, from, end);
  }
  if (kind == FLOAT) return writeFloat(to, from, end);
  if (kind == BINARY) {
    const introducer = <usize>load<u8>(column + 1);
    copyInto(to, load<u32>(column + 4), introducer);
    to += introducer;
  }
  store<u8>(to, QUOTE);
  to = escapeString(to + 1, from, end);
  store<u8>(to, QUOTE);
  return to + 1;
}
