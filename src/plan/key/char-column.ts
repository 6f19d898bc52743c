// Cutting along CHAR and VARCHAR. Values come and go as the bytes that are stored, and are
// compared by the server in the column's collation: only guesses care for letters.

import type { Column } from '../../model/catalog.js';
import type { CutColumn } from './range.js';
import { guessLetters, type LetterOrder } from './string-boundaries.js';
import type { KeyColumn } from './column.js';

/** The bytes, then the code points. */
const VALUE = /^((?:[\dA-F]{2})*):((?:[\dA-F]{8})*)$/;
const SURROGATE_MIN = 0xd800;
const SURROGATE_MAX = 0xdfff;

/**
 * Undefined where the server does not tell the collation, and for MariaDB's CHAR without
 * padding: its indexes order it with the padding, its comparisons do without, so that rows
 * before the first space (a tab) would be in no range or in two.
 */
export function charColumn(base: CutColumn, column: Column): KeyColumn | undefined {
  const { charset, collation, dataType } = column;
  if (charset === undefined || collation === undefined) return undefined;
  if (dataType === 'char' && collation.includes('nopad')) return undefined;
  const { name } = base;
  const order = orderOf(collation);
  return {
    ...base,
    text: `CONCAT(HEX(${name}), ':', HEX(CONVERT(${name} USING utf32)))`,
    toLiteral: (text) => `_${charset} X'${parse(text).bytes}' COLLATE ${collation}`,
    *guess(least, greatest, pieces) {
      const [low, high] = [parse(least).letters, parse(greatest).letters];
      for (const letters of guessLetters(low, high, pieces, order)) {
        yield `CONVERT(_utf32 X'${letters.map(toHex).join('')}' USING ${charset}) COLLATE ${collation}`;
      }
    },
  };
}

function parse(text: string): { bytes: string; letters: number[] } {
  const [, bytes, points] = VALUE.exec(text) ?? [];
  if (bytes === undefined || points === undefined) throw new Error(`not bytes: ${text}`);
  return { bytes, letters: (points.match(/.{8}/g) ?? []).map((hex) => Number.parseInt(hex, 16)) };
}

function toHex(letter: number): string {
  const isHalf = letter >= SURROGATE_MIN && letter <= SURROGATE_MAX;
  return (isHalf ? SURROGATE_MIN - 1 : letter).toString(16).padStart(8, '0').toUpperCase();
}

function orderOf(collation: string): LetterOrder {
  if (/_bin$|^binary$/.test(collation)) return 'code';
  return /unicode|uca|0900/.test(collation) ? 'dictionary' : 'folded';
}
