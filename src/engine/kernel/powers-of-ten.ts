// The table of powers of ten that doubles.as.ts multiplies with: the first 128 bits of each,
// rounded up. Computed when the first binary row is read; it takes less than a millisecond.

const FIRST = -292;
const LAST = 324;
const ENTRY_BYTES = 16;
const BITS = 128;

export function buildPowersOfTen(): Buffer {
  const table = Buffer.alloc((LAST - FIRST + 1) * ENTRY_BYTES);
  for (let exponent = FIRST; exponent <= LAST; exponent++) {
    const power = leadingBits(exponent);
    const at = (exponent - FIRST) * ENTRY_BYTES;
    table.writeBigUInt64LE(power & 0xffff_ffff_ffff_ffffn, at);
    table.writeBigUInt64LE(power >> 64n, at + 8);
  }
  return table;
}

/** 10^`exponent` times the power of two that makes it `BITS` bits long, rounded up. */
function leadingBits(exponent: number): bigint {
  const power = 10n ** BigInt(Math.abs(exponent));
  const length = power.toString(2).length;
  if (exponent < 0) return divideUp(1n << BigInt(BITS - 1 + length), power);
  if (length <= BITS) return power << BigInt(BITS - length);
  return divideUp(power, 1n << BigInt(length - BITS));
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}
