// Cutting along integers, DECIMAL, BIT and YEAR: their values are whole numbers of a unit.

import type { Column } from '../../model/catalog.js';
import type { CutColumn } from './range.js';
import { listGridPoints } from './even-boundaries.js';
import type { KeyColumn } from './column.js';

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?$/;
/** The years a YEAR holds, but for 0. */
const YEAR_MIN = 1901n;

export function numberColumn(base: CutColumn, { dataType, columnType }: Column): KeyColumn {
  const decimals = Number(/^decimal\(\d+,(\d+)\)/.exec(columnType)?.[1] ?? 0);
  const isYear = dataType === 'year';
  return {
    ...base,
    // As it is sent a BIT is bytes, and a YEAR may have two digits.
    text: dataType === 'bit' || isYear ? `${base.name} + 0` : base.name,
    toLiteral: (text) => toText(toNumber(text, decimals), decimals),
    *guess(least, greatest, pieces) {
      const [low, high] = [toNumber(least, decimals), toNumber(greatest, decimals)];
      for (const point of listGridPoints(low, high, pieces)) {
        if (!isYear || point >= YEAR_MIN) yield toText(point, decimals);
      }
    },
  };
}

/** In units of the last decimal. */
function toNumber(text: string, decimals: number): bigint {
  const [, sign, whole = '', fraction = ''] = NUMBER.exec(text) ?? [];
  if (sign === undefined || fraction.length > decimals) throw new Error(`not a number: ${text}`);
  const units = BigInt(whole + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -units : units;
}

function toText(units: bigint, decimals: number): string {
  if (decimals === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const at = digits.length - decimals;
  return `${units < 0n ? '-' : ''}${digits.slice(0, at)}.${digits.slice(at)}`;
}
