// The row kernel in AssemblyScript: frames of row packets in, SQL tuples out, in one pass
// over linear memory. It is given the place of everything; it allocates nothing and keeps no
// object. The reference is row-encoder.ts: the same bytes for the same rows.

import { writeBinaryTuple } from './binary.as';
import { writeValue } from './values.as';

export { setPowers } from './doubles.as';
export { setCharset } from './strings.as';

// What the caller lays out: addresses and sizes, set once per table.
let columnTable: usize = 0; // 8 bytes a column: kind, introducer length, form, width, address
let isBinary: bool = false;
let columnEnd: usize = 0;
let overheadBytes: u32 = 0;
let prefix: usize = 0; // with the `;\n` that ends the statement before it in front
let prefixBytes: u32 = 0;
let separator: usize = 0;
let separatorBytes: u32 = 0;
let limitBytes: u32 = 0;
let extended: bool = true;

// Grouping, as statement-grouping.ts; carried from call to call.
let totalBytes: u32 = 0;
let open: bool = false;

// What run() leaves for the caller.
let readAt: usize = 0;
let wroteAt: usize = 0;
let rowCount: u32 = 0;

const USED_UP: i32 = 0; // no whole packet is left
const FULL: i32 = 1; // the next row may not fit
const OTHER: i32 = 2; // the next packet is not a row
const MALFORMED: i32 = 3; // a value longer than its packet, or not what its column says

const END_STATEMENT_BYTES: u32 = 2;
const FRAME_MAX: u32 = 0xffffff;

export function heapBase(): usize {
  return __heap_base;
}

export function setColumns(table: usize, count: u32, overhead: u32, binary: bool): void {
  isBinary = binary;
  columnTable = table;
  columnEnd = table + ((<usize>count) << 3);
  overheadBytes = overhead;
}

export function setLayout(
  prefixAt: usize,
  prefixLength: u32,
  separatorAt: usize,
  separatorLength: u32,
  limit: u32,
  isExtended: bool,
): void {
  prefix = prefixAt;
  prefixBytes = prefixLength;
  separator = separatorAt;
  separatorBytes = separatorLength;
  limitBytes = limit;
  extended = isExtended;
}

export function setGrouping(total: u32, isOpen: bool): void {
  totalBytes = total;
  open = isOpen;
}
export function groupingTotal(): u32 {
  return totalBytes;
}
export function groupingOpen(): bool {
  return open;
}
export function position(): usize {
  return readAt;
}
export function written(): usize {
  return wroteAt;
}
export function rows(): u32 {
  return rowCount;
}

/** One tuple of a text row; 0 where the packet does not hold its values and nothing else. */
// @ts-ignore: decorator
@inline
function writeTuple(to: usize, packet: usize, packetEnd: usize): usize {
  let read = packet;
  store<u8>(to, 0x28);
  for (let column = columnTable; column < columnEnd; column += 8) {
    to++; // after the parenthesis or comma before this value
    if (read >= packetEnd) return 0;
    const first = <u32>load<u8>(read);
    let bytes: usize = first;
    read++;
    if (first >= 0xfb) {
      if (first == 0xfb) {
        store<u32>(to, 0x4c4c554e);
        store<u8>(to + 4, 0x2c);
        to += 4;
        continue;
      }
      if (first == 0xfc) {
        bytes = load<u16>(read);
        read += 2;
      } else if (first == 0xfd) {
        bytes = load<u32>(read) & 0xffffff;
        read += 3;
      } else return 0; // 16 MB and more never come here
    }
    const end = read + bytes;
    if (end > packetEnd) return 0;
    to = writeValue(to, column, read, end);
    if (to == 0) return 0;
    read = end;
    store<u8>(to, 0x2c);
  }
  if (read != packetEnd) return 0;
  if (columnTable == columnEnd) to++;
  store<u8>(to, 0x29);
  return to + 1;
}

/**
 * Writes the rows whose packets lie whole in [from, end) to [to, toEnd) and says why it
 * stopped. Reads and writes up to 32 bytes beyond either end.
 */
export function run(from: usize, end: usize, to: usize, toEnd: usize): i32 {
  rowCount = 0;
  let reason = USED_UP;
  const fixedBytes: usize = overheadBytes + prefixBytes + separatorBytes + 64;
  while (end - from >= 4) {
    const length = load<u32>(from) & FRAME_MAX;
    const packet = from + 4;
    const packetEnd = packet + length;
    if (length == FRAME_MAX || packetEnd > end) break;
    const first = load<u8>(packet);
    if (first >= 0xfe && (first == 0xff || length < 9)) {
      reason = OTHER;
      break;
    }
    if (to + (<usize>length << 1) + fixedBytes > toEnd) {
      reason = FULL;
      break;
    }
    // A statement's first row comes after the prefix, any other after the separator.
    const joinsIfFits = open && extended;
    const lead: u32 = joinsIfFits ? separatorBytes : open ? prefixBytes : prefixBytes - 2;
    const tuple = to + lead;
    const tupleEnd = isBinary
      ? writeBinaryTuple(tuple, packet, packetEnd, columnTable, columnEnd)
      : writeTuple(tuple, packet, packetEnd);
    if (tupleEnd == 0) {
      reason = MALFORMED;
      break;
    }
    const rowBytes = <u32>(tupleEnd - tuple) + 2;
    if (joinsIfFits && totalBytes + rowBytes < limitBytes) {
      totalBytes += rowBytes;
      if (separatorBytes == 1) store<u8>(to, load<u8>(separator));
      else store<u16>(to, load<u16>(separator));
      to = tupleEnd;
    } else if (joinsIfFits) {
      memory.copy(to + prefixBytes, tuple, tupleEnd - tuple);
      memory.copy(to, prefix, prefixBytes);
      totalBytes = rowBytes + prefixBytes - END_STATEMENT_BYTES + 4;
      to += <usize>prefixBytes + (tupleEnd - tuple);
    } else {
      const skip: u32 = open ? 0 : END_STATEMENT_BYTES;
      memory.copy(to, prefix + skip, prefixBytes - skip);
      totalBytes = rowBytes + prefixBytes - END_STATEMENT_BYTES + 4;
      open = true;
      to = tupleEnd;
    }
    rowCount++;
    from = packetEnd;
  }
  readAt = from;
  wroteAt = to;
  return reason;
}
