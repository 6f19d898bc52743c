// A DOUBLE as the servers write it as text, in AssemblyScript; the reference is
// double-text.ts. The digits are found by Schubfach (R. Giulietti, "The Schubfach way to
// render doubles"): of the decimals that are read back as the value the shortest, of these
// the closest. Its powers of ten are computed in powers-of-ten.ts.

import { writeDigits, writeSmall } from './digits.as';

const MINUS: u8 = 0x2d;
const DOT: u8 = 0x2e;
const ZERO: u8 = 0x30;
const EXPONENT: u8 = 0x65;

const LEADING_ZEROS_MAX: i32 = 14;
const WHOLE_DIGITS_MAX: i32 = 15;
const FRACTION_BITS: u64 = 52;
const FRACTION_MASK: u64 = 0xfffffffffffff;
const HIDDEN_BIT: u64 = 0x10000000000000;
const EXPONENT_SPECIAL: i32 = 0x7ff;
const EXPONENT_BIAS: i32 = 1075;
/** Integers below have no exponent and need no search. */
const PLAIN_MAX: u64 = 1_000_000_000_000_000;

/** 16 bytes a power, low half first, from 10^-292 on. */
let powers: usize = 0;
const POWER_FIRST: i32 = -292;

/** What shortest() leaves besides the digits: the power of ten they are multiplied with. */
let scale: i32 = 0;

export function setPowers(table: usize): void {
  powers = table;
}

// @ts-ignore: decorator
@inline
function multiplyHigh(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >> 32);
  const other = aLow * bHigh + (middle & 0xffffffff);
  return aHigh * bHigh + (middle >> 32) + (other >> 32);
}

/** The high 64 bits of a power times `factor`, odd where anything is cut off. */
// @ts-ignore: decorator
@inline
function multiplyRounded(low: u64, high: u64, factor: u64): u64 {
  const carried = multiplyHigh(low, factor);
  const rest = high * factor + carried;
  const whole = multiplyHigh(high, factor) + u64(rest < carried);
  return whole | u64(rest > 1);
}

/** The digits of `significand` * 2^`power`, as an integer that may end in zeros. */
function shortest(significand: u64, power: i32, isLowerCloser: bool): u64 {
  // Bounds of what is read back as the value count only where it is even.
  const odd = significand & 1;
  const k = (power * 1262611 - (isLowerCloser ? 524031 : 0)) >> 22;
  const shift = <u64>(power + ((-k * 1741647) >> 19) + 1);
  const entry = powers + (<usize>(-k - POWER_FIRST) << 4);
  const low = load<u64>(entry);
  const high = load<u64>(entry, 8);
  const quadruple = significand << 2;
  const below = multiplyRounded(low, high, (quadruple - 2 + u64(isLowerCloser)) << shift) + odd;
  const value = multiplyRounded(low, high, quadruple << shift);
  const above = multiplyRounded(low, high, (quadruple + 2) << shift) - odd;
  const digits = value >> 2;
  if (digits >= 10) {
    const tens = digits / 10;
    const isBelow = below <= 40 * tens;
    const isAbove = 40 * tens + 40 <= above;
    if (isBelow != isAbove) {
      scale = k + 1;
      return tens + u64(isAbove);
    }
  }
  scale = k;
  const isBelow = below <= 4 * digits;
  const isAbove = 4 * digits + 4 <= above;
  if (isBelow != isAbove) return digits + u64(isAbove);
  const middle = 4 * digits + 2;
  return digits + u64(value > middle || (value == middle && (digits & 1) != 0));
}

/** Without the zeros at its end, which go to `scale`. */
// @ts-ignore: decorator
@inline
function stripZeros(digits: u64): u64 {
  const high = digits / 100_000_000;
  if (high * 100_000_000 == digits) {
    digits = high;
    scale += 8;
  }
  while (true) {
    const rest = digits / 10;
    if (rest * 10 != digits) return digits;
    digits = rest;
    scale++;
  }
}

/** `marksZero`: a negative zero gets an exponent, as writeFloat() does it. */
export function writeDouble(to: usize, bits: u64, marksZero: bool): usize {
  const biased = <i32>((bits >> FRACTION_BITS) & 0x7ff);
  if (biased == EXPONENT_SPECIAL) {
    store<u8>(to, ZERO);
    return to + 1;
  }
  const isNegative = <i64>bits < 0;
  if (isNegative) store<u8>(to++, MINUS);
  const fraction = bits & FRACTION_MASK;
  if (biased == 0 && fraction == 0) {
    store<u8>(to, ZERO);
    if (!isNegative || !marksZero) return to + 1;
    store<u16>(to + 1, 0x3065);
    return to + 3;
  }
  const significand = biased == 0 ? fraction : fraction | HIDDEN_BIT;
  const power = (biased == 0 ? 1 : biased) - EXPONENT_BIAS;
  if (power <= 0 && power > -53) {
    const whole = significand >> <u64>-power;
    if (whole << <u64>-power == significand && whole < PLAIN_MAX) return writeDigits(to, whole);
  }
  const digits = stripZeros(shortest(significand, power, fraction == 0 && biased > 1));
  return layOut(to, <i32>(writeDigits(to, digits) - to));
}

/** Puts point and exponent to the `count` digits at `to`. */
// @ts-ignore: decorator
@inline
function layOut(to: usize, count: i32): usize {
  const point = count + scale;
  const zeros = i8x16.splat(ZERO);
  if (point < -LEADING_ZEROS_MAX || (point > WHOLE_DIGITS_MAX && count <= point)) {
    const tail = v128.load(to, 1);
    if (count > 1) {
      store<u8>(to, DOT, 1);
      v128.store(to, tail, 2);
      to += count + 1;
    } else to++;
    store<u8>(to++, EXPONENT);
    let exponent = point - 1;
    if (exponent < 0) {
      store<u8>(to++, MINUS);
      exponent = -exponent;
    }
    return writeSmall(to, exponent);
  }
  if (point <= 0) {
    const digits = v128.load(to);
    const last = load<u8>(to, 16);
    v128.store(to, zeros);
    store<u8>(to, DOT, 1);
    to += 2 - point;
    v128.store(to, digits);
    store<u8>(to, last, 16);
    return to + count;
  }
  if (count <= point) {
    v128.store(to + count, zeros);
    return to + point;
  }
  const tail = v128.load(to + point);
  store<u8>(to + point, DOT);
  v128.store(to + point, tail, 1);
  return to + count + 1;
}
