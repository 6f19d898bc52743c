// Guesses between two strings: what they differ in is read as a number in the base of the
// letters that seem to be in use, so that `user_17` to `user_93` is cut among the digits and
// a UUID in hex among 16. Letters are code points or bytes. Pure.

import { listGridPoints } from './even-boundaries.js';

/** About how letters follow each other in the order of the server. */
export type LetterOrder = 'code' | 'folded' | 'dictionary';

/** Letters from `first` to `last`, both included. */
type Span = readonly [first: number, last: number];

/** Enough to tell a chunk from its neighbour. */
const BITS = 64;
/** Behind most letters. */
const FAR = 0xffff;
const DIGITS: Span = [0x30, 0x39];
const HEX_UPPER: Span = [0x41, 0x46];
const UPPER: Span = [0x41, 0x5a];
const HEX_LOWER: Span = [0x61, 0x66];
const LOWER: Span = [0x61, 0x7a];

export function* guessLetters(
  least: readonly number[],
  greatest: readonly number[],
  pieces: number,
  order: LetterOrder,
): Generator<number[], void> {
  const fold = (letters: readonly number[]): readonly number[] =>
    order === 'code' ? letters : letters.map(toBase);
  const [low, high] = [fold(least), fold(greatest)];
  const shared = countShared(low, high);
  const tails = [low.slice(shared), high.slice(shared)];
  const alphabet = chooseAlphabet(tails.flat()).sort(
    (left, right) => weigh(left[0], order) - weigh(right[0], order),
  );
  const size = alphabet.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const places = Math.max(1, Math.ceil(BITS / Math.log2(Math.max(2, size))));
  const base = BigInt(Math.max(2, size));
  const [from = 0n, to = 0n] = tails.map((tail) => toNumber(tail, alphabet, base, places));
  // Not in the order we took them for: what begins like the least one may end before the other.
  if (from >= to && low.length > shared) yield [...least.slice(0, shared + 1), FAR];
  for (const point of listGridPoints(from, to, pieces)) {
    yield [...least.slice(0, shared), ...toLetters(point, alphabet, base, places)];
  }
}

/** Whole ranges of similar letters, since two strings show only some of the letters. */
function chooseAlphabet(letters: readonly number[]): Span[] {
  const spans: Span[] = [];
  const add = (whole: Span, part: Span = whole): void => {
    const seen = letters.filter((letter) => isIn(letter, whole));
    if (seen.length > 0) spans.push(seen.every((letter) => isIn(letter, part)) ? part : whole);
  };
  add(DIGITS);
  add(UPPER, HEX_UPPER);
  add(LOWER, HEX_LOWER);
  const others = new Set(letters.filter((letter) => letter < 0x80 && !isAlphanumeric(letter)));
  for (const letter of others) spans.push([letter, letter]);
  const far = letters.filter((letter) => letter >= 0x80);
  if (far.length > 0) spans.push([Math.min(...far), Math.max(...far)]);
  return spans;
}

function toNumber(
  letters: readonly number[],
  alphabet: readonly Span[],
  base: bigint,
  places: number,
): bigint {
  let number = 0n;
  for (let place = 0; place < places; place++) {
    number = number * base + BigInt(rankOf(letters[place], alphabet));
  }
  return number;
}

function rankOf(letter: number | undefined, alphabet: readonly Span[]): number {
  let rank = 0;
  if (letter === undefined) return rank;
  for (const span of alphabet) {
    if (isIn(letter, span)) return rank + letter - span[0];
    rank += span[1] - span[0] + 1;
  }
  return rank;
}

/** Without the lowest letters at the end: shorter, and before the same strings. */
function toLetters(
  number: bigint,
  alphabet: readonly Span[],
  base: bigint,
  places: number,
): number[] {
  const ranks: number[] = [];
  for (let rest = number; ranks.length < places; rest /= base) ranks.unshift(Number(rest % base));
  while (ranks.at(-1) === 0) ranks.pop();
  return ranks.map((rank) => letterAt(rank, alphabet));
}

function letterAt(rank: number, alphabet: readonly Span[]): number {
  let left = rank;
  for (const [first, last] of alphabet) {
    if (left <= last - first) return first + left;
    left -= last - first + 1;
  }
  return alphabet.at(-1)?.[1] ?? 0;
}

function weigh(letter: number, order: LetterOrder): number {
  if (order !== 'dictionary') return order === 'folded' ? toUpper(letter) : letter;
  const group = isIn(letter, DIGITS) ? 1 : isAlphanumeric(letter) ? 2 : letter < 0x80 ? 0 : 3;
  return group * 0x200000 + letter;
}

function countShared(left: readonly number[], right: readonly number[]): number {
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  return shared;
}

function isAlphanumeric(letter: number): boolean {
  return isIn(letter, DIGITS) || isIn(letter, UPPER) || isIn(letter, LOWER);
}

function isIn(letter: number, [first, last]: Span): boolean {
  return letter >= first && letter <= last;
}

/** The letter without case or accent, as most collations see it first. */
function toBase(letter: number): number {
  if (letter < 0x80) return isIn(letter, UPPER) ? letter + 32 : letter;
  const base = letter > 0x10ffff ? undefined : String.fromCodePoint(letter).normalize('NFD');
  return base?.toLowerCase().codePointAt(0) ?? letter;
}

function toUpper(letter: number): number {
  return isIn(letter, LOWER) ? letter - 32 : letter;
}
