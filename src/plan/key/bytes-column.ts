// Cutting along BINARY, VARBINARY and MariaDB's UUID, INET6 and INET4: all are bytes.

import type { Column } from '../../model/catalog.js';
import type { CutColumn } from './range.js';
import { listGridPoints } from './even-boundaries.js';
import { guessLetters } from './string-boundaries.js';
import { toStoredUuid, toWrittenUuid } from './uuid-order.js';
import type { KeyColumn } from './column.js';

const HEX = /^(?:[\dA-F]{2})*$/;
/** Where the bytes look like text, guesses are made among its letters. */
const PRINTABLE = /^(?:[2-6][\dA-F]|7[\dA-E])*$/;
/** So many bytes after those that are shared tell a chunk from its neighbour. */
const WIDTH = 8;

export function bytesColumn(base: CutColumn, { dataType, columnType }: Column): KeyColumn {
  const { name } = base;
  const isUuid = dataType === 'uuid';
  const length = isUuid || dataType === 'inet6' ? 16 : dataType === 'inet4' ? 4 : undefined;
  const toSql = (hex: string): string =>
    length === undefined ? `X'${hex}'` : `CAST(X'${hex}' AS ${dataType})`;
  const fixed = dataType === 'binary' ? Number(/\((\d+)\)/.exec(columnType)?.[1] ?? 1) : length;
  return {
    ...base,
    text: length === undefined ? `HEX(${name})` : `HEX(CAST(${name} AS BINARY(${length})))`,
    toLiteral: (text) => toSql(toHex(parse(text))),
    *guess(least, greatest, pieces) {
      const stored = [least, greatest].map((text) => {
        const bytes = parse(text);
        return isUuid ? toStoredUuid(bytes) : bytes;
      });
      const [low = [], high = []] = stored;
      const isText = [least, greatest].every((text) => PRINTABLE.test(text));
      const guesses = isText
        ? guessLetters(low, high, pieces, 'code')
        : guessBytes(low, high, pieces);
      for (const guess of guesses) {
        const whole = pad(guess, fixed ?? 0);
        yield toSql(toHex(isUuid ? toWrittenUuid(whole) : whole));
      }
    },
  };
}

function* guessBytes(
  low: readonly number[],
  high: readonly number[],
  pieces: number,
): Generator<number[], void> {
  let shared = 0;
  while (shared < low.length && low[shared] === high[shared]) shared++;
  const toNumber = (bytes: readonly number[]): bigint =>
    BigInt(`0x${toHex(pad(bytes.slice(shared, shared + WIDTH), WIDTH))}`);
  for (const point of listGridPoints(toNumber(low), toNumber(high), pieces)) {
    yield [...low.slice(0, shared), ...parse(point.toString(16).padStart(WIDTH * 2, '0'))];
  }
}

function parse(text: string): number[] {
  const hex = text.toUpperCase();
  if (!HEX.test(hex)) throw new Error(`not bytes: ${text}`);
  return (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16));
}

function toHex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
}

/** To `length` bytes where it is known. */
function pad(bytes: readonly number[], length: number): number[] {
  if (length === 0) return [...bytes];
  return [...bytes, ...Array.from({ length: Math.max(0, length - bytes.length) }, () => 0)].slice(
    0,
    length,
  );
}
