// Text to value as the stock tools' option parser does it: numbers with suffixes that are
// adjusted to their limits, choices by prefix, sets. Pure but for what it complains of.

import { ParseStatus, type ToolWords } from '../messages/command-line.js';
import type { StockOption, StockType } from './option-list.js';

type Unsigned = Extract<StockType, { kind: 'unsigned' }>;

/** A value, or the exit status it ends with. */
export type Parsed = { readonly value: unknown } | { readonly status: number };

const SUFFIXES = 'kmgtpe';
const MAX_64 = (1n << 64n) - 1n;
const MAX_32 = (1n << 32n) - 1n;

/** `lenient`: mariadb-dump takes an empty number, and refuses a negative one. */
export function parseUnsigned(
  { name }: StockOption,
  type: Unsigned,
  text: string,
  words: ToolWords,
  lenient: boolean,
  say: (line: string) => void,
): Parsed {
  const [, sign, digits, rest] = /^\s*([+-]?)(\d*)(.*)$/s.exec(text) as RegExpExecArray;
  if (sign === '-') {
    say(words.negative(name, text, type.min));
    return lenient ? { status: ParseStatus.invalid } : { value: Number(type.min) };
  }
  const number = BigInt(digits || '0');
  const power = rest === '' ? 0 : SUFFIXES.indexOf((rest as string)[0]?.toLowerCase() ?? '') + 1;
  const product = number << BigInt(power * 10);
  // mariadb-dump does not notice that a suffix makes it too large.
  const bytes = lenient ? product & MAX_64 : product;
  const isSuffix = rest === '' || power > 0;
  if (number <= MAX_64 && isSuffix && bytes <= MAX_64)
    return { value: Number(adjust(name, type, bytes, words, say)) };
  const outOfRange = number > MAX_64 || isSuffix;
  if (outOfRange) say(words.outOfRange(name, text));
  else say(words.unknownSuffix(name, text, (rest as string)[0] as string));
  if (!lenient) adjust(name, type, 0n, words, say);
  return {
    status: outOfRange && lenient ? ParseStatus.invalid : ParseStatus.unknownSuffix,
  };
}

function adjust(
  name: string,
  { min, max, block, bits }: Unsigned,
  given: bigint,
  words: ToolWords,
  say: (line: string) => void,
): bigint {
  let value = max > 0n && given > max ? max : given;
  const typeMax = bits === 32 ? MAX_32 : MAX_64;
  if (value > typeMax) value = typeMax;
  let adjusted = value !== given;
  value -= value % block;
  if (value < min) {
    value = min;
    adjusted ||= given < min;
  }
  if (adjusted) say(words.adjusted(name, given, value));
  return value;
}

/** The choice meant: by any unique prefix, in any case. */
export function findChoice(values: readonly string[], text: string): string | undefined {
  const word = text.toUpperCase();
  const exact = values.find((value) => value.toUpperCase() === word);
  if (exact !== undefined || word === '') return exact;
  const found = values.filter((value) => value.toUpperCase().startsWith(word));
  return found.length === 1 ? found[0] : undefined;
}

/** What both tools say where a choice is none of theirs. */
export function describeChoice(
  name: string,
  values: readonly string[],
  text: string,
): readonly string[] {
  return [
    text === '' ? `No option given to ${name}` : `Unknown option to ${name}: ${text}`,
    `Alternatives are: ${values.map((value) => `'${value}'`).join(',')}`,
  ];
}

/** Words of a list in the order of `values`, or a number with a bit for each. */
export function parseSet(values: readonly string[], text: string): readonly string[] | undefined {
  if (text === '') return [];
  const chosen = new Set(text.split(',').map((word) => findChoice(values, word)));
  if (!chosen.has(undefined)) return values.filter((value) => chosen.has(value));
  if (!/^\d+$/.test(text)) return undefined;
  const bits = BigInt(text);
  if (bits >> BigInt(values.length) !== 0n) return undefined;
  return values.filter((_value, index) => (bits >> BigInt(index)) % 2n === 1n);
}

/** Undefined for what is no boolean. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (word === '1' || word === 'true' || word === 'on') return true;
  return word === '0' || word === 'false' || word === 'off' ? false : undefined;
}
