// Tuples of INSERTs to lines of LOAD DATA, in AssemblyScript. The reference, with the reasons, is
// reference-line-kernel.ts; memory is laid out by wasm-line-kernel.ts: zeros follow the tuples.

// line-kernel.ts
const INTEGER: u32 = 0;
const DECIMAL: u32 = 1;
const FLOAT: u32 = 2;
const YEAR: u32 = 3;
const INTRODUCED: u32 = 5;
const BINARY: u32 = 6;
const BIT: u32 = 7;
const ONLY_BINARY: u32 = 8;

const USED_UP: i32 = 0;
const ODD: i32 = 2;
/** The last tuple goes on after the bytes there are. */
const CUT: i32 = 3;

const QUOTE: u32 = 0x27;
const OPEN: u32 = 0x28;
const CLOSE: u32 = 0x29;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const DOT: u32 = 0x2e;
const ZERO: u32 = 0x30;
const BACKSLASH: u32 = 0x5c;
const UNDERSCORE: u32 = 0x5f;
const NULL_WORD: u32 = 0x6c6c756e;
const LOWER: u32 = 0x20202020;

const DECIMAL_BYTES_MAX: usize = 68;
const FLOAT_BYTES_MAX: usize = 30;
const COLUMN_BYTES: usize = 8;

/** For each column: kind, whether NULL may be, length of its introducer, 0, where that is. */
let columnTable: usize = 0;
let columnEnd: usize = 0;
let binaryName: usize = 0;

let end: usize = 0;
let readAt: usize = 0;
let wroteAt: usize = 0;
let rowCount: u32 = 0;
let oddPlace: usize = 0;
let oddEntry: usize = 0;
/** Where the literal that was written last ends. */
let literalEnd: usize = 0;

export function heapBase(): usize {
  return __heap_base;
}
export function setColumns(table: usize, count: u32, binary: usize): void {
  columnTable = table;
  columnEnd = table + <usize>count * COLUMN_BYTES;
  binaryName = binary;
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
export function oddAt(): usize {
  return oddPlace;
}
export function oddColumn(): u32 {
  return <u32>((oddEntry - columnTable) / COLUMN_BYTES);
}

// @ts-ignore: decorator
@inline
function isSpace(byte: u32): bool {
  return byte == 0x20 || byte - 9 < 5;
}

// @ts-ignore: decorator
@inline
function skipSpace(from: usize): usize {
  while (isSpace(load<u8>(from))) from++;
  return from;
}

// @ts-ignore: decorator
@inline
function isDigit(byte: u32): bool {
  return byte - ZERO < 10;
}

/** Bit n: byte n ends a string or escapes in it. */
// @ts-ignore: decorator
@inline
function special(block: v128): v128 {
  return v128.or(
    i8x16.eq(block, i8x16.splat(<u8>QUOTE)),
    i8x16.eq(block, i8x16.splat(<u8>BACKSLASH)),
  );
}

/** The string whose first quote is at `from`; 0 where it is odd, and after `end` where it is cut. */
// @ts-ignore: decorator
@inline
function writeString(to: usize, from: usize): usize {
  store<u8>(to++, QUOTE);
  from++;
  while (true) {
    const block = v128.load(from);
    v128.store(to, block);
    const found = i8x16.bitmask(special(block));
    if (found == 0) {
      from += 16;
      to += 16;
      while (from + 64 <= end) {
        const a = v128.load(from);
        const b = v128.load(from, 16);
        const c = v128.load(from, 32);
        const d = v128.load(from, 48);
        const any = v128.or(v128.or(special(a), special(b)), v128.or(special(c), special(d)));
        if (v128.any_true(any)) break;
        v128.store(to, a);
        v128.store(to, b, 16);
        v128.store(to, c, 32);
        v128.store(to, d, 48);
        from += 64;
        to += 64;
      }
      if (from >= end) break;
      continue;
    }
    const plain = <usize>ctz(found);
    from += plain;
    to += plain;
    if (from >= end) break;
    const pair = load<u16>(from);
    const second = <u32>pair >> 8;
    if ((pair & 0xff) == QUOTE) {
      if (second != QUOTE || from + 1 >= end) {
        store<u8>(to, QUOTE);
        literalEnd = from + 1;
        return to + 1;
      }
    } else if (second == 0x25 || second == UNDERSCORE || second == 0x4e || second >= 0x80) {
      oddPlace = from;
      return 0;
    }
    store<u16>(to, pair);
    from += 2;
    to += 2;
  }
  literalEnd = end + 1;
  return to;
}

/** As many digits and points as there are, or 0. */
// @ts-ignore: decorator
@inline
function writeNumber(to: usize, from: usize, kind: u32): usize {
  const start = from;
  if (load<u8>(from) == MINUS) from++;
  const first = from;
  if (kind == INTEGER) {
    while (true) {
      const block = v128.load(from);
      v128.store(to + (from - start), block);
      if (from == first && first != start) store<u8>(to, MINUS);
      const others = ~i8x16.bitmask(
        i8x16.lt_u(i8x16.sub(block, i8x16.splat(<u8>ZERO)), i8x16.splat(10)),
      );
      const digits = <usize>min<u32>(16, ctz(others));
      from += digits;
      if (digits < 16) break;
      if (from >= end) break;
    }
    if (from == first) return 0;
  } else {
    let isZero = true;
    let hasExponent = false;
    let hasDigit = false;
    for (; ; from++) {
      const byte = <u32>load<u8>(from);
      if (isDigit(byte)) {
        hasDigit = true;
        if (byte != ZERO) isZero = false;
      } else if (byte != DOT || kind == YEAR || hasExponent) {
        const isExponent = (byte | 0x20) == 0x65 && hasDigit && !hasExponent;
        if (!isExponent || kind != FLOAT) break;
        hasExponent = true;
        const sign = <u32>load<u8>(from, 1);
        if (sign == MINUS || sign == 0x2b) from++;
        if (!isDigit(load<u8>(from, 1))) return 0;
      }
    }
    const bytes = from - start;
    if (!hasDigit) return 0;
    if (kind == YEAR ? bytes != 4 || first != start : bytes > DECIMAL_BYTES_MAX) return 0;
    if (kind == FLOAT && !hasExponent) {
      if (bytes > FLOAT_BYTES_MAX || (isZero && first != start)) return 0;
    }
    for (let done: usize = 0; done < bytes; done += 16) {
      v128.store(to + done, v128.load(start + done));
    }
  }
  literalEnd = from;
  return to + (from - start);
}

// @ts-ignore: decorator
@inline
function hexDigit(byte: u32): u32 {
  if (byte - ZERO < 10) return byte - ZERO;
  const letter = (byte | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 0xff;
}

// @ts-ignore: decorator
@inline
function writeByte(to: usize, byte: u32): usize {
  const isSpecial = <usize>(byte == QUOTE || byte == BACKSLASH);
  store<u8>(to, BACKSLASH);
  store<u8>(to + isSpecial, byte);
  return to + 1 + isSpecial;
}

/** The digits from `from` on, after `0x`. */
function writeHex(to: usize, from: usize): usize {
  const first = from;
  store<u8>(to++, QUOTE);
  while (true) {
    const high = hexDigit(load<u8>(from));
    if (high == 0xff) break;
    const low = hexDigit(load<u8>(from, 1));
    if (low == 0xff) {
      if (from + 1 < end) return 0;
      literalEnd = end + 1;
      return to;
    }
    to = writeByte(to, (high << 4) | low);
    from += 2;
    if (from >= end) break;
  }
  if (from == first && from < end) return 0;
  store<u8>(to, QUOTE);
  literalEnd = from;
  return to + 1;
}

/** The binary digits from `from` on, after `b'`. */
function writeBits(to: usize, from: usize): usize {
  let last = from;
  while ((load<u8>(last) & 0xfe) == ZERO) last++;
  if (last >= end) {
    literalEnd = end + 1;
    return to;
  }
  if (load<u8>(last) != QUOTE) return 0;
  store<u8>(to++, QUOTE);
  let byte: u32 = 0;
  for (; from < last; from++) {
    byte = (byte << 1) | (load<u8>(from) & 1);
    if (((last - from - 1) & 7) == 0) {
      to = writeByte(to, byte);
      byte = 0;
    }
  }
  store<u8>(to, QUOTE);
  literalEnd = last + 1;
  return to + 1;
}

/** After the name at `from` and its space, the quote; 0 without that name. */
function skipName(from: usize, name: usize, length: usize): usize {
  for (let at: usize = 0; at < length; at++) {
    if ((load<u8>(from + at) | 0x20) != (load<u8>(name + at) | 0x20)) return 0;
  }
  from = skipSpace(from + length);
  return load<u8>(from) == QUOTE ? from : 0;
}

/** All but plain strings, numbers and NULL. */
function writeOther(to: usize, from: usize, kind: u32, column: usize): usize {
  const byte = <u32>load<u8>(from);
  if (byte == UNDERSCORE) {
    const isBytes = kind == INTRODUCED;
    if (!isBytes && kind < BINARY) return 0;
    const name = isBytes ? <usize>load<u32>(column, 4) : binaryName;
    const quote = skipName(from + 1, name, isBytes ? <usize>load<u8>(column, 2) : 6);
    return quote == 0 ? 0 : writeString(to, quote);
  }
  if (kind < BINARY) return 0;
  if (byte == ZERO && load<u8>(from, 1) == 0x78) return writeHex(to, from + 2);
  if (kind == BIT && (byte | 0x20) == 0x62 && load<u8>(from, 1) == QUOTE)
    return writeBits(to, from + 2);
  return 0;
}

/** The literal at `from`; 0 where it has no exact form. */
// @ts-ignore: decorator
@inline
function writeLiteral(to: usize, from: usize, column: usize): usize {
  const kind = <u32>load<u8>(column);
  const byte = <u32>load<u8>(from);
  if (byte == QUOTE) {
    if (kind == ONLY_BINARY) return 0;
    if (kind == INTRODUCED && (load<u8>(from, 1) != QUOTE || load<u8>(from, 2) == QUOTE)) return 0;
    return writeString(to, from);
  }
  if (kind <= YEAR && (byte == MINUS || byte == DOT || isDigit(byte)))
    return writeNumber(to, from, kind);
  const word = load<u32>(from);
  if ((word | LOWER) == NULL_WORD) {
    if (load<u8>(column, 1) == 0) return 0;
    store<u32>(to, 0x4c4c554e);
    literalEnd = from + 4;
    return to + 4;
  }
  return writeOther(to, from, kind, column);
}

/** The line of the tuple whose parenthesis is before `from`; 0 where it is odd. */
// @ts-ignore: decorator
@inline
function writeLine(to: usize, from: usize): usize {
  for (let column = columnTable; column < columnEnd; ) {
    from = skipSpace(from);
    oddPlace = from;
    oddEntry = column;
    to = writeLiteral(to, from, column);
    if (to == 0) return 0;
    from = literalEnd;
    if (from >= end) return to;
    from = skipSpace(from);
    column += COLUMN_BYTES;
    const byte = <u32>load<u8>(from++);
    if (column < columnEnd) {
      if (byte != COMMA) return from > end ? to : 0;
      store<u8>(to, COMMA);
    } else {
      if (byte != CLOSE) return from > end ? to : 0;
      store<u8>(to, 0x0a);
    }
    to++;
  }
  literalEnd = from;
  return to;
}

/** Converts tuples of [from, until) to `to`, which has as much room and some more. */
export function run(from: usize, until: usize, to: usize): i32 {
  end = until;
  rowCount = 0;
  readAt = from;
  wroteAt = to;
  oddEntry = columnTable;
  let isAfter = false;
  while (true) {
    from = skipSpace(from);
    if (from < until && load<u8>(from) == COMMA) {
      oddPlace = from;
      if (isAfter) return ODD;
      isAfter = true;
      from = skipSpace(from + 1);
    }
    if (from >= until) {
      if (!isAfter) readAt = until;
      return isAfter ? CUT : USED_UP;
    }
    oddPlace = from;
    if (load<u8>(from) != OPEN || (rowCount > 0 && !isAfter)) return ODD;
    isAfter = false;
    const lineEnd = writeLine(to, from + 1);
    if (lineEnd == 0) return oddPlace < until ? ODD : CUT;
    if (literalEnd > until || load<u8>(lineEnd - 1) != 0x0a || load<u8>(literalEnd - 1) != CLOSE)
      return CUT;
    to = lineEnd;
    from = literalEnd;
    readAt = from;
    wroteAt = to;
    rowCount++;
  }
}
