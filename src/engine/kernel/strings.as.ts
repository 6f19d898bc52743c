// Strings of the row kernel in AssemblyScript: escaped, copied or as hex, sixteen bytes at a
// time. Reads and writes whole vectors beyond the end of what it is given.

const BACKSLASH: u8 = 0x5c;
const FIRST_BYTE: u8 = 0x80;
const SLASHED: u32 = 1;

/** Tables of a character set of several bytes; 0 where bytes are written as they are. */
let charsetTables: usize = 0;
let copiedOfThree: u32 = 3;

/** For each byte the letter after its backslash, 0 where it is copied. */
const ESCAPES: usize = memory.data<u8>([
  0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x6e, 0, 0, 0x72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x5a, 0, 0, 0, 0, 0,
  0, 0, 0x22, 0, 0, 0, 0, 0x27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x5c, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

export function setCharset(tables: usize, copied: u32): void {
  charsetTables = tables;
  copiedOfThree = copied;
}

// @ts-ignore: decorator
@inline
function specials(block: v128): v128 {
  // NUL \n \r Ctrl-Z " ' \ by nibbles: a bit a row of the ASCII table.
  const low = v128(1 + 0, 0, 4, 0, 0, 0, 0, 4, 0, 0, 1 + 2, 0, 8, 1, 0, 0);
  const high = v128(1, 2, 4, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const lowClass = i8x16.swizzle(low, v128.and(block, i8x16.splat(0x0f)));
  const highClass = i8x16.swizzle(high, i8x16.shr_u(block, 4));
  return v128.and(lowClass, highClass);
}

/** Bit n is set where byte n of the block needs a backslash. */
// @ts-ignore: decorator
@inline
function specialMask(block: v128): u32 {
  return i8x16.bitmask(i8x16.ne(specials(block), i8x16.splat(0)));
}

function escapeInto(to: usize, from: usize, end: usize): usize {
  while (from < end) {
    const block = v128.load(from);
    v128.store(to, block);
    let found = specialMask(block);
    const left = end - from;
    if (left < 16) {
      found &= (1 << (<u32>left)) - 1;
      if (found == 0) return to + left;
    } else if (found == 0) {
      from += 16;
      to += 16;
      // Long stretches of plain text, which is nearly all: one branch for 64 bytes.
      while (from + 64 <= end) {
        const a = v128.load(from);
        const b = v128.load(from, 16);
        const c = v128.load(from, 32);
        const d = v128.load(from, 48);
        const any = v128.or(
          v128.or(specials(a), specials(b)),
          v128.or(specials(c), specials(d)),
        );
        if (v128.any_true(any)) break;
        v128.store(to, a);
        v128.store(to, b, 16);
        v128.store(to, c, 32);
        v128.store(to, d, 48);
        from += 64;
        to += 64;
      }
      continue;
    }
    if (popcnt(found) > 2) {
      // Where much is special a branch for each is guessed wrong: the same for every byte.
      const stop = from + min<usize>(16, left);
      for (; from < stop; from++) {
        const byte = load<u8>(from);
        const letter = load<u8>(ESCAPES + byte);
        const isSpecial = <usize>(letter != 0);
        store<u8>(to, BACKSLASH);
        store<u8>(to + isSpecial, letter != 0 ? letter : byte);
        to += 1 + isSpecial;
      }
      continue;
    }
    const at = ctz(found);
    from += at;
    to += at;
    do {
      store<u8>(to, BACKSLASH);
      store<u8>(to + 1, load<u8>(ESCAPES + load<u8>(from)));
      from++;
      to += 2;
    } while (from < end && load<u8>(ESCAPES + load<u8>(from)) != 0);
  }
  return to;
}

// Tables of a character set: marks (256), alone (256), thirds (256), fourths (256), pairs.
function lookAt(from: usize, end: usize): u32 {
  const first = load<u8>(from);
  if (from + 1 >= end) return load<u8>(charsetTables + 256 + first);
  const length = <u32>(
    load<u8>(charsetTables + 1024 + ((<usize>first << 8) | load<u8>(from + 1)))
  );
  if (length <= 2) return length;
  if (from + length > end || load<u8>(charsetTables + 512 + load<u8>(from + 2)) == 0)
    return SLASHED;
  if (length == 3) return copiedOfThree;
  return load<u8>(charsetTables + 768 + load<u8>(from + 3)) == 0 ? SLASHED : length;
}

/** charset-escaper.ts: characters of several bytes are copied whole. */
function escapeWide(to: usize, from: usize, end: usize): usize {
  while (from < end) {
    while (from + 16 <= end) {
      const block = v128.load(from);
      v128.store(to, block);
      // Any byte from 0x80 on may begin a character.
      const found = specialMask(block) | <u32>i8x16.bitmask(block);
      const plain = found == 0 ? 16 : ctz(found);
      from += plain;
      to += plain;
      if (found != 0) break;
    }
    if (from >= end) break;
    const byte = load<u8>(from);
    const mark = load<u8>(charsetTables + byte);
    if (mark == 0) {
      store<u8>(to, byte);
      from++;
      to++;
    } else if (mark == FIRST_BYTE) {
      const length = lookAt(from, end);
      if (length == SLASHED) {
        store<u8>(to, BACKSLASH);
        to++;
      }
      const bytes: u32 = length < 2 ? 1 : length;
      for (let index: u32 = 0; index < bytes; index++) {
        store<u8>(to + index, load<u8>(from + index));
      }
      from += bytes;
      to += bytes;
    } else {
      store<u8>(to, BACKSLASH);
      store<u8>(to + 1, mark);
      from++;
      to += 2;
    }
  }
  return to;
}

// @ts-ignore: decorator
@inline
export function copyInto(to: usize, from: usize, bytes: usize): void {
  // Sixteen at a time, over the end: every region has slack after it.
  for (let done: usize = 0; done < bytes; done += 16) {
    v128.store(to + done, v128.load(from + done));
  }
}

export function hexInto(to: usize, from: usize, end: usize): usize {
  const digits = v128(48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 65, 66, 67, 68, 69, 70);
  while (from < end) {
    const block = v128.load(from);
    const high = i8x16.swizzle(digits, i8x16.shr_u(block, 4));
    const low = i8x16.swizzle(digits, v128.and(block, i8x16.splat(0x0f)));
    v128.store(
      to,
      v128.shuffle<u8>(high, low, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
    );
    v128.store(
      to + 16,
      v128.shuffle<u8>(high, low, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31),
    );
    const bytes = min<usize>(16, end - from);
    from += bytes;
    to += bytes << 1;
  }
  return to;
}

// @ts-ignore: decorator
@inline
export function escapeString(to: usize, from: usize, end: usize): usize {
  return charsetTables == 0 ? escapeInto(to, from, end) : escapeWide(to, from, end);
}
