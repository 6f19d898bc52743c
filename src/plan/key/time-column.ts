// Cutting along DATE, DATETIME, TIMESTAMP and TIME. A date is counted as if every month had
// 32 days and every year 13 months, so that zero dates have their place too.

import type { Column } from '../../model/catalog.js';
import type { CutColumn } from './range.js';
import { listGridPoints } from './even-boundaries.js';
import type { KeyColumn } from './column.js';

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?: (\d\d:\d\d:\d\d(?:\.\d+)?))?$/;
const TIME = /^(-?)(\d{2,3}):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/;
const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

export function timeColumn(base: CutColumn, { dataType, columnType }: Column): KeyColumn {
  const decimals = Number(/\((\d)\)/.exec(columnType)?.[1] ?? 0);
  const isTime = dataType === 'time';
  const toText = (micros: bigint): string => {
    if (isTime) return toTime(micros, decimals);
    return dataType === 'date'
      ? toDate(micros / DAY)
      : `${toDate(micros / DAY)} ${toTime(micros % DAY, decimals)}`;
  };
  const toMicros = isTime ? parseTime : parseDate;
  // A TIMESTAMP is compared with no earlier date, though it may be zero.
  const least = dataType === 'timestamp' ? parseDate('1970-01-01 00:00:01') : undefined;
  const toPoint = (text: string): bigint => {
    const micros = toMicros(text);
    return least !== undefined && micros < least ? least : micros;
  };
  return {
    ...base,
    text: base.name,
    toLiteral(text) {
      toMicros(text);
      return `'${text}'`;
    },
    *guess(low, high, pieces) {
      for (const point of listGridPoints(toPoint(low), toPoint(high), pieces)) {
        yield `'${toText(point)}'`;
      }
    },
  };
}

function parseDate(text: string): bigint {
  const [, year, month, day, time] = DATE.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) {
    throw new Error(`not a date: ${text}`);
  }
  const days = (BigInt(year) * 13n + BigInt(month)) * 32n + BigInt(day);
  return days * DAY + (time === undefined ? 0n : parseTime(time));
}

function parseTime(text: string): bigint {
  const [, sign, hours, minutes, seconds, fraction = ''] = TIME.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || seconds === undefined) {
    throw new Error(`not a time: ${text}`);
  }
  const whole = (BigInt(hours) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const micros = whole * SECOND + BigInt(fraction.padEnd(6, '0'));
  return sign === '-' ? -micros : micros;
}

/** A day that every calendar has, near by. */
function toDate(days: bigint): string {
  const months = days / 32n;
  const day = within(days % 32n, 28n);
  return `${pad(months / 13n, 4)}-${pad(within(months % 13n, 12n), 2)}-${pad(day, 2)}`;
}

function toTime(micros: bigint, decimals: number): string {
  const size = micros < 0n ? -micros : micros;
  const seconds = size / SECOND;
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const fraction = decimals === 0 ? '' : `.${pad(size % SECOND, 6).slice(0, decimals)}`;
  return `${micros < 0n ? '-' : ''}${clock.map((part) => pad(part, 2)).join(':')}${fraction}`;
}

function within(value: bigint, most: bigint): bigint {
  return value < 1n ? 1n : value > most ? most : value;
}

function pad(value: bigint, length: number): string {
  return String(value).padStart(length, '0');
}
