// Where tuples end, in AssemblyScript: 64 bytes at a time as bit masks, one bit a byte. What is
// rare goes byte by byte. The reference is tuple-scanner.ts: the same stops for the same bytes.

const QUOTE: u8 = 0x27;
const DOUBLE_QUOTE: u8 = 0x22;
const BACKTICK: u8 = 0x60;
const OPEN: u8 = 0x28;
const CLOSE: u8 = 0x29;
const COMMA: u8 = 0x2c;
const SEMICOLON: u8 = 0x3b;
const BACKSLASH: u8 = 0x5c;
const DASH: u8 = 0x2d;
const SLASH: u8 = 0x2f;
const HASH: u8 = 0x23;
const SPACE: u8 = 0x20;
const LINE_FEED: u8 = 0x0a;

const USED_UP: i32 = 0;
const END: i32 = 1;
const ODD: i32 = 2;
const ENOUGH: i32 = 3;

const BEFORE: i32 = 0;
const INSIDE: i32 = 1;
const AFTER: i32 = 2;

const BLOCK: usize = 64;
const EVEN_BITS: u64 = 0x5555555555555555;

// As the fields of the reference.
let state: i32 = BEFORE;
let depth: i32 = 0;
let quote: u8 = 0;
let isEscaped: bool = false;
let endsInDash: bool = false;
let escapes: bool = true;
let ansiQuotes: bool = false;

// Of one scan.
let stop: i32 = USED_UP;
let tuples: u32 = 0;
let tuplesWanted: u32 = 0;
let tupleEnd: usize = 0;
let lines: u32 = 0;

export function heapBase(): usize {
  return __heap_base;
}

/** Between two scans of one list of tuples: all but the depth, a bit or byte each. */
export function resume(packed: u32, openDepth: i32): void {
  state = <i32>(packed & 3);
  escapes = (packed & 4) != 0;
  ansiQuotes = (packed & 8) != 0;
  isEscaped = (packed & 16) != 0;
  endsInDash = (packed & 32) != 0;
  quote = <u8>(packed >> 8);
  depth = openDepth;
}

export function packedState(): u32 {
  return (
    <u32>state |
    (escapes ? 4 : 0) |
    (ansiQuotes ? 8 : 0) |
    (isEscaped ? 16 : 0) |
    (endsInDash ? 32 : 0) |
    (<u32>quote << 8)
  );
}

export function openDepth(): i32 {
  return depth;
}

export function stopped(): i32 {
  return stop;
}

export function tupleCount(): u32 {
  return tuples;
}

/** 0 without one. */
export function lastTupleEnd(): usize {
  return tupleEnd;
}

export function lineCount(): u32 {
  return lines;
}

export function scan(from: usize, end: usize, tuplesMax: u32): usize {
  stop = USED_UP;
  tuples = 0;
  tuplesWanted = tuplesMax;
  tupleEnd = 0;
  let at = from;
  while (at < end && stop == USED_UP) {
    if (state == INSIDE && (quote == 0 || quote == QUOTE)) at = scanBlocks(at, end);
    if (at < end && stop == USED_UP) at = scanBytes(at, end);
  }
  lines = countLines(from, at);
  return at;
}

function endTuple(at: usize): void {
  state = AFTER;
  tupleEnd = at;
  if (++tuples == tuplesWanted) stop = ENOUGH;
}

// @ts-ignore: decorator
@inline
function maskOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  );
}

// @ts-ignore: decorator
@inline
function structure(block: v128): v128 {
  // " ` ( ) / # ; by nibbles: a bit a row of the ASCII table.
  const low = v128(4, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 2, 0, 0, 0, 1);
  const high = v128(0, 0, 1, 2, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const lowClass = i8x16.swizzle(low, v128.and(block, i8x16.splat(0x0f)));
  const highClass = i8x16.swizzle(high, i8x16.shr_u(block, 4));
  return i8x16.ne(v128.and(lowClass, highClass), i8x16.splat(0));
}

/** Each bit is the parity of itself and those below: set from an opening quote to its end. */
// @ts-ignore: decorator
@inline
function parity(mask: u64): u64 {
  mask ^= mask << 1;
  mask ^= mask << 2;
  mask ^= mask << 4;
  mask ^= mask << 8;
  mask ^= mask << 16;
  mask ^= mask << 32;
  return mask;
}

/** Whole blocks of a tuple, up to what must be looked at byte by byte. */
function scanBlocks(from: usize, end: usize): usize {
  let at = from;
  let inString: u64 = quote == QUOTE ? ~(<u64>0) : 0;
  let escapeCarry: u64 = isEscaped ? 1 : 0;
  let dashCarry: u64 = endsInDash ? 1 : 0;
  while (at + BLOCK <= end) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const q = i8x16.splat(QUOTE);
    let quotes = maskOf(i8x16.eq(a, q), i8x16.eq(b, q), i8x16.eq(c, q), i8x16.eq(d, q));
    const s = i8x16.splat(BACKSLASH);
    const slashes = maskOf(i8x16.eq(a, s), i8x16.eq(b, s), i8x16.eq(c, s), i8x16.eq(d, s));
    if ((slashes | escapeCarry) != 0 && escapes) {
      // Those at an odd place of a row of backslashes escape what is after them.
      const own = slashes & ~escapeCarry;
      const follows = (own << 1) | escapeCarry;
      const oddStarts = own & ~EVEN_BITS & ~follows;
      const sums = oddStarts + own;
      escapeCarry = sums < own ? 1 : 0;
      quotes &= ~((EVEN_BITS ^ (sums << 1)) & follows);
    }
    const strings = parity(quotes) ^ inString;
    const m = i8x16.splat(DASH);
    const dashes =
      maskOf(i8x16.eq(a, m), i8x16.eq(b, m), i8x16.eq(c, m), i8x16.eq(d, m)) & ~strings;
    let found =
      ((maskOf(structure(a), structure(b), structure(c), structure(d)) | slashes) & ~strings) |
      (dashes & ((dashes << 1) | dashCarry));
    let next = at + BLOCK;
    while (found != 0) {
      const here = at + <usize>ctz(found);
      found &= found - 1;
      const byte = load<u8>(here);
      if (byte == OPEN) depth++;
      else if (byte == CLOSE) {
        if (--depth > 0) continue;
        endTuple(here + 1);
        if (stop != USED_UP) return leave(here + 1);
        const inner = nextTuple(here + 1, end);
        if (inner == 0) return leave(here + 1);
        state = INSIDE;
        depth = 1;
        if (inner >= at + BLOCK) {
          next = inner;
          break;
        }
        found &= ~(<u64>0) << <u64>(inner - at);
      } else if (byte == BACKTICK || (byte == DOUBLE_QUOTE && !ansiQuotes)) return leave(here);
      else {
        stop = ODD;
        return leave(here);
      }
    }
    if (next != at + BLOCK) {
      inString = 0;
      escapeCarry = 0;
      dashCarry = 0;
    } else {
      inString = <u64>(<i64>strings >> 63);
      dashCarry = dashes >> 63;
    }
    at = next;
  }
  quote = inString != 0 ? QUOTE : 0;
  isEscaped = escapeCarry != 0;
  endsInDash = dashCarry != 0;
  return at;
}

/** Outside of a string, and no dash is before it that matters. */
function leave(at: usize): usize {
  quote = 0;
  isEscaped = false;
  endsInDash = false;
  return at;
}

/** The first byte inside of the tuple that follows, 0 where that is to be looked at. */
// @ts-ignore: decorator
@inline
function nextTuple(from: usize, end: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) <= SPACE) at++;
  if (at >= end || load<u8>(at) != COMMA) return 0;
  at++;
  while (at < end && load<u8>(at) <= SPACE) at++;
  return at < end && load<u8>(at) == OPEN ? at + 1 : 0;
}

/** Up to where blocks go on: a tuple has begun, or a string has ended. */
function scanBytes(from: usize, end: usize): usize {
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at);
    if (quote != 0) {
      if (isEscaped) isEscaped = false;
      else if (byte == quote) {
        quote = 0;
        endsInDash = false;
        return at + 1;
      } else if (byte == BACKSLASH && escapes && quote != BACKTICK) isEscaped = true;
    } else if (state == INSIDE) {
      if (byte == QUOTE || byte == BACKTICK || (byte == DOUBLE_QUOTE && !ansiQuotes)) quote = byte;
      else if (byte == OPEN) depth++;
      else if (byte == CLOSE) {
        if (--depth == 0) {
          endTuple(at + 1);
          if (stop != USED_UP) return at + 1;
        }
      } else if (
        byte == SLASH || byte == HASH || byte == SEMICOLON || byte == BACKSLASH ||
        byte == DOUBLE_QUOTE || (byte == DASH && endsInDash)
      ) {
        stop = ODD;
        return at;
      }
      endsInDash = byte == DASH;
    } else if (byte > SPACE) {
      if (state == AFTER && byte == COMMA) state = BEFORE;
      else if (state == BEFORE && byte == OPEN) {
        state = INSIDE;
        depth = 1;
        endsInDash = false;
        return at + 1;
      } else {
        stop = state == AFTER && byte == SEMICOLON ? END : ODD;
        return at;
      }
    }
  }
  return end;
}

function countLines(from: usize, end: usize): u32 {
  let count: u32 = 0;
  let at = from;
  const feed = i8x16.splat(LINE_FEED);
  for (; at + BLOCK <= end; at += BLOCK) {
    count += <u32>popcnt(
      maskOf(
        i8x16.eq(v128.load(at), feed),
        i8x16.eq(v128.load(at, 16), feed),
        i8x16.eq(v128.load(at, 32), feed),
        i8x16.eq(v128.load(at, 48), feed),
      ),
    );
  }
  for (; at < end; at++) if (load<u8>(at) == LINE_FEED) count++;
  return count;
}
