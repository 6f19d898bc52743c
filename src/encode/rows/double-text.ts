// A DOUBLE as both servers write it as text: the fewest digits that are read back as the
// same value, laid out by their rules, which are neither C's nor JavaScript's. Part of the
// row loop.

const MINUS = 0x2d;
const ZERO = 0x30;
/** Zeros after `0.` that are written out; beyond them there is an exponent. */
const LEADING_ZEROS_MAX = 14;
/** Digits before the point that may end in zeros. */
const WHOLE_DIGITS_MAX = 15;

export function writeDouble(to: Uint8Array, at: number, value: number): number {
  let position = at;
  // What cannot be stored has no other text.
  if (!Number.isFinite(value)) {
    to[position] = ZERO;
    return position + 1;
  }
  if (value < 0 || Object.is(value, -0)) to[position++] = MINUS;
  const size = Math.abs(value);
  // Here both lay it out alike.
  if (size >= 1e-6 && size < 1e15) return writeText(to, position, String(size));
  // `d.ddde±n`, with the fewest digits.
  const [mantissa = '', exponent = ''] = size.toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const power = Number(exponent);
  const point = power + 1;
  if (point < -LEADING_ZEROS_MAX || (point > WHOLE_DIGITS_MAX && digits.length <= point)) {
    return writeText(to, position, `${mantissa}e${power}`);
  }
  if (point <= 0) return writeText(to, position, `0.${'0'.repeat(-point)}${digits}`);
  if (digits.length <= point) return writeText(to, position, digits.padEnd(point, '0'));
  return writeText(to, position, `${digits.slice(0, point)}.${digits.slice(point)}`);
}

function writeText(to: Uint8Array, at: number, text: string): number {
  for (let index = 0; index < text.length; index++) to[at + index] = text.charCodeAt(index);
  return at + text.length;
}
