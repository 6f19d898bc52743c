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

/** Bit by byte of 16: whether it can be in a number. */
// @ts-ignore: decorator
@inline
function numeric(bytes: v128): u32 {
  const digits = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(0x30)), i8x16.splat(10));
  const signs = v128.or(
    i8x16.eq(bytes, i8x16.splat(0x2d)),
    v128.or(i8x16.eq(bytes, i8x16.splat(0x2e)), i8x16.eq(bytes, i8x16.splat(0x2b))),
  );
  const exponents = i8x16.eq(v128.or(bytes, i8x16.splat(0x20)), i8x16.splat(0x65));
  return <u32>i8x16.bitmask(v128.or(digits, v128.or(signs, exponents)));
}

/** It is written bare: what is not a number is not a value of its column. */
// @ts-ignore: decorator
@inline
function isNumber(from: usize, end: usize): bool {
  for (; from < end; from += 16) {
    const wanted: u32 = end - from < 16 ? (1 << <u32>(end - from)) - 1 : 0xffff;
    if ((numeric(v128.load(from)) & wanted) != wanted) return false;
  }
  return true;
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
  if (!isNumber(from, end)) return 0;
  copyInto(to, from, end - from);
  return to + (end - from);
}

function writeFloat(to: usize, from: usize, end: usize): usize {
  const after = writeNumber(to, from, end);
  const isLong = end - from > 60;
  if (after == 0 || (!isLong && load<u8>(from) != 0x2d)) return after;
  for (let at = from + 1; at < end; at++) {
    const byte = load<u8>(at);
    if (isLong ? byte == 0x65 : byte != 0x30 && byte != 0x2e) return after;
  }
  store<u16>(after, 0x3065);
  return after + 2;
}

/**
 * The value in [from, end) as `column`, an entry of the table in rows.as.ts, wants it; 0 where
 * it is not one of its column's.
 */
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
