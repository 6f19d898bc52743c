// Binary rows (prepared statements) in AssemblyScript: one packet to one tuple. The
// reference is binary-values.ts.

import { writeDigits, writeFour, writePair, writeSmall } from './digits.as';
import { writeDouble } from './doubles.as';
import { FLOAT, writeValue } from './values.as';

// binary-column.ts
const STRING: u32 = 0;
const TINY: u32 = 1;
const SHORT: u32 = 2;
const LONG: u32 = 3;
const UNSIGNED_TINY: u32 = 5;
const UNSIGNED_SHORT: u32 = 6;
const UNSIGNED_LONG: u32 = 7;
const UNSIGNED_LONGLONG: u32 = 8;
const LONGLONG: u32 = 4;
const DOUBLE: u32 = 9;
const DATE: u32 = 10;
const TIME: u32 = 12;

const COMMA: u8 = 0x2c;
const MINUS: u8 = 0x2d;
const DOT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const COLON: u8 = 0x3a;
const QUOTE: u8 = 0x27;

/** Where the bytes of the string that stringEnd() has looked at begin. */
let stringAt: usize = 0;

/** One tuple; 0 where the packet does not hold values of the columns and nothing else. */
export function writeBinaryTuple(
  to: usize,
  packet: usize,
  packetEnd: usize,
  columnTable: usize,
  columnEnd: usize,
): usize {
  const nulls = packet + 1;
  let read = nulls + ((((columnEnd - columnTable) >> 3) + 9) >> 3);
  if (read > packetEnd || load<u8>(packet) != 0) return 0;
  store<u8>(to, 0x28);
  // The first two marks belong to no column.
  let mark: usize = 2;
  for (let column = columnTable; column < columnEnd; column += 8, mark++) {
    to++; // after the parenthesis or comma before this value
    if (load<u8>(nulls + (mark >> 3)) & (1 << (<u32>mark & 7))) {
      store<u32>(to, 0x4c4c554e);
      store<u8>(to + 4, COMMA);
      to += 4;
      continue;
    }
    const form = <u32>load<u8>(column, 2);
    if (form == DOUBLE) {
      if (read + 8 > packetEnd) return 0;
      to = writeDouble(to, load<u64>(read), load<u8>(column) == FLOAT);
      read += 8;
    } else if (form == STRING) {
      const end = stringEnd(read);
      if (end == 0 || end > packetEnd) return 0;
      to = writeValue(to, column, stringAt, end);
      if (to == 0) return 0;
      read = end;
    } else if (form < DOUBLE) {
      const next = read + integerBytes(form);
      if (next > packetEnd) return 0;
      to = writeInteger(to, read, form, load<u8>(column, 3));
      read = next;
    } else {
      if (read >= packetEnd) return 0;
      const next = read + 1 + load<u8>(read);
      if (next > packetEnd) return 0;
      store<u8>(to, QUOTE);
      to = writeTime(to + 1, read + 1, next, form, load<u8>(column, 3));
      if (to == 0) return 0;
      store<u8>(to++, QUOTE);
      read = next;
    }
    store<u8>(to, COMMA);
  }
  if (read != packetEnd) return 0;
  if (columnTable == columnEnd) to++;
  store<u8>(to, 0x29);
  return to + 1;
}

/** Where the length-encoded string at `read` ends; 0 where it is too long to be here. */
// @ts-ignore: decorator
@inline
function stringEnd(read: usize): usize {
  const first = <usize>load<u8>(read);
  stringAt = read + 1;
  if (first < 0xfb) return stringAt + first;
  if (first == 0xfc) {
    stringAt = read + 3;
    return stringAt + load<u16>(read, 1);
  }
  stringAt = read + 4;
  return first == 0xfd ? stringAt + (load<u32>(read, 1) & 0xffffff) : 0;
}

// @ts-ignore: decorator
@inline
function integerBytes(form: u32): usize {
  return <usize>1 << ((form - 1) & 3);
}

// @ts-ignore: decorator
@inline
function writeInteger(to: usize, from: usize, form: u32, width: usize): usize {
  let value: i64 = 0;
  if (form == LONG) value = load<i32>(from);
  else if (form == LONGLONG || form == UNSIGNED_LONGLONG) value = load<i64>(from);
  else if (form == UNSIGNED_LONG) value = load<u32>(from);
  else if (form == TINY) value = load<i8>(from);
  else if (form == UNSIGNED_TINY) value = load<u8>(from);
  else if (form == SHORT) value = load<i16>(from);
  else if (form == UNSIGNED_SHORT) value = load<u16>(from);
  if (value < 0 && form != UNSIGNED_LONGLONG) {
    store<u8>(to++, MINUS);
    value = -value;
  }
  const end = writeDigits(to, value);
  const count = end - to;
  if (count >= width) return end;
  memory.copy(to + width - count, to, count);
  memory.fill(to, ZERO, width - count);
  return to + width;
}

// @ts-ignore: decorator
@inline
function writeClock(to: usize, from: usize, end: usize, decimals: usize): usize {
  // From the minutes on; `from` is where the hours are.
  const isThere = from + 3 <= end;
  const minutes = isThere ? <u32>load<u8>(from, 1) : 0;
  const seconds = isThere ? <u32>load<u8>(from, 2) : 0;
  const micros = from + 7 <= end ? load<u32>(from, 3) : 0;
  if ((minutes | seconds) > 63 || micros > 999_999) return 0;
  store<u8>(to, COLON);
  writePair(to + 1, minutes);
  store<u8>(to, COLON, 3);
  writePair(to + 4, seconds);
  to += 6;
  if (decimals == 0) return to;
  store<u8>(to, DOT);
  const high = micros / 100;
  writeFour(to + 1, high);
  writePair(to + 5, micros - high * 100);
  return to + 1 + decimals;
}

/** 0 where no such time exists. What is not in [from, end) is zero. */
function writeTime(to: usize, from: usize, end: usize, form: u32, decimals: usize): usize {
  const bytes = end - from;
  if (form == TIME) {
    if (bytes != 0 && bytes != 8 && bytes != 12) return 0;
    const isThere = bytes != 0;
    const days = isThere ? load<u32>(from, 1) : 0;
    const hours = isThere ? <u32>load<u8>(from, 5) : 0;
    if (days > 999 || hours > 63) return 0;
    if (isThere && load<u8>(from) != 0) store<u8>(to++, MINUS);
    const total = days * 24 + hours;
    if (total < 10) store<u8>(to++, ZERO);
    return writeClock(writeSmall(to, total), from + 5, end, decimals);
  }
  if (bytes != 0 && bytes != 4 && bytes != 7 && bytes != 11) return 0;
  const isDay = bytes != 0;
  const year = isDay ? <u32>load<u16>(from) : 0;
  const month = isDay ? <u32>load<u8>(from, 2) : 0;
  const day = isDay ? <u32>load<u8>(from, 3) : 0;
  if (year > 9999 || (month | day) > 63) return 0;
  writeFour(to, year);
  store<u8>(to, MINUS, 4);
  writePair(to + 5, month);
  store<u8>(to, MINUS, 7);
  writePair(to + 8, day);
  to += 10;
  if (form == DATE) return to;
  const hours = bytes >= 7 ? <u32>load<u8>(from, 4) : 0;
  if (hours > 63) return 0;
  store<u8>(to, 0x20);
  writePair(to + 1, hours);
  return writeClock(to + 3, from + 4, end, decimals);
}
