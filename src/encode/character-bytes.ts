// How many bytes the characters of a column have, where one of their later bytes may look
// like a letter of ASCII: the server takes care not to escape those. Pure.

import type { Flavor } from '../model/server.js';
import { charsetRules } from './charset-rules.js';

/** Bytes of the character that begins with these two. */
export type CharacterBytes = (first: number, second: number) => number;

const HIGH_SURROGATES: readonly [number, number] = [0xd8, 0xdb];
/** No later byte of theirs is one of ASCII. */
const PLAIN: ReadonlySet<string> = new Set(['utf8', 'utf8mb3', 'utf8mb4']);

export function characterBytes(charset: string | undefined, flavor: Flavor): CharacterBytes {
  if (charset === undefined || PLAIN.has(charset)) return () => 1;
  switch (charset) {
    case 'ucs2':
      return () => 2;
    case 'utf16':
      return (first) => (isSurrogate(first) ? 4 : 2);
    case 'utf16le':
      return (_first, second) => (isSurrogate(second) ? 4 : 2);
    case 'utf32':
      return () => 4;
    default:
      return byRules(charset, flavor);
  }
}

function isSurrogate(byte: number): boolean {
  return byte >= HIGH_SURROGATES[0] && byte <= HIGH_SURROGATES[1];
}

function byRules(charset: string, flavor: Flavor): CharacterBytes {
  const rules = charsetRules(charset, flavor);
  if (rules === undefined) return () => 1;
  const lengths = new Uint8Array(0x10000).fill(1);
  for (const { first, second, third, fourth } of rules.sequences) {
    const length = third === undefined ? 2 : fourth === undefined ? 3 : 4;
    for (let lead = first[0]; lead <= first[1]; lead++) {
      for (const [from, to] of second) lengths.fill(length, lead * 256 + from, lead * 256 + to + 1);
    }
  }
  return (first, second) => lengths[first * 256 + second] ?? 1;
}
