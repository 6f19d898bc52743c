// Binary rows become what text rows of the same values become, in both kernels, however
// the wire is cut. Texts of doubles are held against the servers in doubles.db.test.ts.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type BinaryColumn, BinaryForm as Form } from '../../../src/encode/rows/binary-column.js';
import { type ColumnKind, ColumnKind as Kind } from '../../../src/encode/rows/column-kind.js';
import { writeDouble } from '../../../src/encode/rows/double-text.js';
import { ReferenceKernel } from '../../../src/engine/kernel/reference-kernel.js';
import type { RowLayout } from '../../../src/engine/kernel/row-kernel.js';
import { WasmKernel } from '../../../src/engine/kernel/wasm-kernel.js';
import {
  buildBinaryRow,
  buildFrames,
  buildRowPacket,
  encodeLength,
} from '../../encode/wire-row.js';
import { cut, describeDifference, groupingOf, runAll } from './run-kernel.js';

/** A value as it comes, and as the server's text of it. */
interface Sample {
  readonly wire: Buffer;
  readonly text: Buffer;
}

interface Column {
  readonly kind: ColumnKind;
  readonly binary: BinaryColumn;
  readonly sample: fc.Arbitrary<Sample>;
}

function integer(form: Form, bytes: number, isSigned: boolean): fc.Arbitrary<Column> {
  const bits = BigInt(8 * bytes);
  const [min, max] = isSigned
    ? [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
    : [0n, 2n ** bits - 1n];
  // Of any length, not only the longest.
  const value = fc.oneof(
    fc.bigInt({ min, max }),
    fc
      .tuple(fc.bigInt({ min, max }), fc.nat(18))
      .map(([all, digits]) => all / 10n ** BigInt(digits)),
    fc.constantFrom(min, max, 0n, 9n, 10n, 99n, 100n),
  );
  return fc.constantFrom(0, 0, 4, 255).map((width) => ({
    kind: Kind.number,
    binary: { form, width: isSigned ? 0 : width },
    sample: value.map((each) => {
      const wire = Buffer.alloc(8);
      wire.writeBigUInt64LE(BigInt.asUintN(64, each));
      const text = isSigned ? String(each) : String(each).padStart(width, '0');
      return { wire: wire.subarray(0, bytes), text: Buffer.from(text) };
    }),
  }));
}

const double: fc.Arbitrary<Column> = fc.constantFrom(Kind.number, Kind.float).map((kind) => ({
  kind,
  binary: { form: Form.double, width: 0 },
  sample: fc
    .oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.integer().map((each) => each / 100),
      fc.tuple(fc.integer({ min: -30, max: 30 }), fc.nat(1e9)).map(([e, n]) => n * 10 ** e),
      fc.constantFrom(0, -0, 1e15, 1e16, 1e-14, 1e-15, 5e-324, 2 ** 60, 1e23, Infinity, NaN),
    )
    .map((each) => {
      const wire = Buffer.alloc(8);
      wire.writeDoubleLE(each);
      const text = Buffer.alloc(40);
      return { wire, text: text.subarray(0, writeDouble(text, 0, each)) };
    }),
}));

const two = (value: number): string => String(value).padStart(2, '0');
const fraction = (micros: number, decimals: number): string =>
  decimals === 0 ? '' : `.${String(micros).padStart(6, '0').slice(0, decimals)}`;
const timed = fc.record({
  hours: fc.nat(23),
  minutes: fc.nat(59),
  seconds: fc.nat(59),
  micros: fc.oneof(fc.constant(0), fc.nat(999_999)),
});
const dated = fc.record({ year: fc.nat(9999), month: fc.nat(12), day: fc.nat(31) });

/** As the servers do it, what is zero at the end is left out. */
function shortened(bytes: Buffer, lengths: readonly number[]): Buffer {
  const least = lengths.find((length) => bytes.subarray(length).every((byte) => byte === 0));
  const length = least ?? bytes.length;
  return Buffer.concat([Buffer.from([length]), bytes.subarray(0, length)]);
}

const datetime: fc.Arbitrary<Column> = fc.nat(6).map((decimals) => ({
  kind: Kind.text,
  binary: { form: Form.datetime, width: decimals },
  sample: fc.tuple(fc.option(dated), fc.option(timed)).map(([date, time]) => {
    const { year, month, day } = date ?? { year: 0, month: 0, day: 0 };
    const { hours, minutes, seconds, micros } = time ?? {
      hours: 0,
      minutes: 0,
      seconds: 0,
      micros: 0,
    };
    const wire = Buffer.alloc(11);
    wire.writeUInt16LE(year);
    wire.set([month, day, hours, minutes, seconds], 2);
    wire.writeUInt32LE(micros, 7);
    const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)} ${two(hours)}:${two(minutes)}:${two(seconds)}${fraction(micros, decimals)}`;
    return { wire: shortened(wire, [0, 4, 7]), text: Buffer.from(text) };
  }),
}));

const date: fc.Arbitrary<Column> = fc.constant({
  kind: Kind.text,
  binary: { form: Form.date, width: 0 },
  sample: dated.map(({ year, month, day }) => {
    const wire = Buffer.from([year & 255, year >> 8, month, day]);
    const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
    return { wire: shortened(wire, [0]), text: Buffer.from(text) };
  }),
});

const time: fc.Arbitrary<Column> = fc.nat(6).map((decimals) => ({
  kind: Kind.text,
  binary: { form: Form.time, width: decimals },
  sample: fc.tuple(fc.boolean(), fc.nat(34), fc.option(timed)).map(([isNegative, days, each]) => {
    const { hours, minutes, seconds, micros } = each ?? {
      hours: 0,
      minutes: 0,
      seconds: 0,
      micros: 0,
    };
    const isZero = days + hours + minutes + seconds + micros === 0;
    const wire = Buffer.alloc(12);
    wire[0] = isNegative && !isZero ? 1 : 0;
    wire.writeUInt32LE(days, 1);
    wire.set([hours, minutes, seconds], 5);
    wire.writeUInt32LE(micros, 8);
    const text = `${wire[0] === 1 ? '-' : ''}${two(24 * days + hours)}:${two(minutes)}:${two(seconds)}${fraction(micros, decimals)}`;
    return { wire: shortened(wire, [0, 8]), text: Buffer.from(text) };
  }),
}));

const string: fc.Arbitrary<Column> = fc
  .constantFrom<ColumnKind>(Kind.text, Kind.binary, Kind.hex, Kind.number)
  .map((kind) => ({
    kind,
    binary: { form: Form.string, width: 0 },
    sample: (kind === Kind.number
      ? fc
          .constantFrom('12.50', '-0.01', '123456789012345678901234567890.5')
          .map((each) => Buffer.from(each))
      : fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          fc.nat(2000).map((length) => Buffer.alloc(length, "it's text ")),
        )
    ).map((bytes) => ({
      wire: Buffer.concat([encodeLength(bytes.length), bytes]),
      text: Buffer.from(bytes),
    })),
  }));

const anyColumn: fc.Arbitrary<Column> = fc.oneof(
  integer(Form.tiny, 1, true),
  integer(Form.unsignedTiny, 1, false),
  integer(Form.short, 2, true),
  integer(Form.unsignedShort, 2, false),
  integer(Form.long, 4, true),
  integer(Form.unsignedLong, 4, false),
  integer(Form.longlong, 8, true),
  integer(Form.unsignedLonglong, 8, false),
  { arbitrary: double, weight: 4 },
  date,
  datetime,
  time,
  { arbitrary: string, weight: 2 },
);

interface Case {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (Sample | null)[])[];
  readonly layout: RowLayout;
}

// More columns than marks of NULLs fit into one byte.
const cases: fc.Arbitrary<Case> = fc
  .array(anyColumn, { minLength: 1, maxLength: 18 })
  .chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(fc.tuple(...columns.map(({ sample }) => fc.option(sample))), {
        minLength: 1,
        maxLength: 12,
      }),
      layout: fc.constant(layoutOf(columns)),
    }),
  );

function layoutOf(columns: readonly Column[]): RowLayout {
  return {
    kinds: columns.map(({ kind }) => kind),
    introducers: columns.map(() => '_binary '),
    binary: columns.map(({ binary }) => binary),
    escaper: undefined,
    prefix: Buffer.from('INSERT INTO `t` VALUES '),
    separator: Buffer.from(','),
    netBufferLength: 1000,
    extendedInsert: true,
  };
}

function binaryWire({ rows }: Case): Buffer {
  return buildFrames(rows.map((row) => buildBinaryRow(row.map((each) => each && each.wire))));
}

/** What becomes of the same values as text. */
function expected({ rows, layout }: Case): Buffer {
  const wire = buildFrames(rows.map((row) => buildRowPacket(row.map((each) => each && each.text))));
  return runAll(new ReferenceKernel(), { ...layout, binary: undefined }, [wire]);
}

const both = { reference: new ReferenceKernel(), wasm: new WasmKernel() };

describe('kernels, binary rows', () => {
  for (const [name, kernel] of Object.entries(both)) {
    test(`${name}: any rows, cut anywhere`, () => {
      fc.assert(
        fc.property(cases, fc.array(fc.nat(), { maxLength: 8 }), (given, places) => {
          const got = runAll(kernel, given.layout, cut(binaryWire(given), places));
          assert.ok(got.equals(expected(given)), describeDifference(got, expected(given)));
        }),
        { numRuns: 400 },
      );
    });

    test(`${name}: what is no value of its column is refused, at every length`, () => {
      const samples = fc.sample(fc.tuple(double, date, datetime, time, string), {
        numRuns: 1,
        seed: 5,
      })[0] as Column[];
      for (const column of samples) {
        const layout = layoutOf([column]);
        const [sample] = fc.sample(column.sample, { numRuns: 1, seed: 7 }) as [Sample];
        const row = buildBinaryRow([sample.wire]);
        const refuses = (payload: Buffer): void => {
          const wire = buildFrames([payload]);
          const to = Buffer.alloc(20_000);
          kernel.begin(layout);
          assert.throws(
            () => kernel.run(wire, 0, wire.length, to, 0, groupingOf(layout)),
            RangeError,
          );
        };
        for (let length = 1; length < row.length; length++) refuses(row.subarray(0, length));
        refuses(Buffer.concat([Buffer.from([1]), row.subarray(1)]));
      }
      const layout = layoutOf(fc.sample(datetime, { numRuns: 1 }));
      kernel.begin(layout);
      for (const value of [
        [4, 0xff, 0xff, 1, 1],
        [4, 0, 0, 64, 1],
        [5, 0, 0, 1, 1, 0],
      ]) {
        const wire = buildFrames([buildBinaryRow([Buffer.from(value)])]);
        assert.throws(
          () => kernel.run(wire, 0, wire.length, Buffer.alloc(999), 0, groupingOf(layout)),
          RangeError,
        );
      }
    });
  }
});
