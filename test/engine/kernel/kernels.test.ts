// Both kernels write the same bytes for the same rows, however the wire is cut.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type ColumnKind, ColumnKind as Kind } from '../../../src/encode/rows/column-kind.js';
import { escaperFor } from '../../../src/encode/text/charset-escaper.js';
import { RowEncoder } from '../../../src/encode/rows/row-encoder.js';
import { ReferenceKernel } from '../../../src/engine/kernel/reference-kernel.js';
import { type RowLayout, Stop } from '../../../src/engine/kernel/row-kernel.js';
import { WasmKernel } from '../../../src/engine/kernel/wasm-kernel.js';
import { buildFrames, buildRowPacket, type Value } from '../../encode/wire-row.js';
import { cut, describeDifference, groupingOf, runAll } from './run-kernel.js';

const SPECIAL = [0x00, 0x0a, 0x0d, 0x1a, 0x22, 0x27, 0x5c];
const CHARSETS = [undefined, 'utf8mb4', 'gbk', 'sjis', 'gb18030', 'ujis'] as const;
const NUMBERS = ['0', '-0', '-0.0', '-0e5', 'inf', '-nan', '-', '1.5e300', '7'.repeat(64), '0042'];

const text = fc.oneof(
  fc.uint8Array({ maxLength: 70 }),
  fc.array(fc.constantFrom(...SPECIAL), { maxLength: 40 }).map((bytes) => Uint8Array.from(bytes)),
  fc.string({ unit: 'grapheme', maxLength: 60 }).map((each) => Buffer.from(each)),
  fc.nat(3000).map((length) => Buffer.alloc(length, 'plain text without anything special ')),
);
const number = fc.oneof(
  fc.constantFrom(...NUMBERS).map((each) => Buffer.from(each)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }).map((each) => Buffer.from(String(each))),
  fc.double().map((each) => Buffer.from(String(each))),
);

interface Case {
  readonly layout: RowLayout;
  readonly rows: readonly (readonly Value[])[];
}

const kinds = fc.array(fc.constantFrom<ColumnKind>(...Object.values(Kind)), {
  minLength: 1,
  maxLength: 6,
});
const cases: fc.Arbitrary<Case> = kinds.chain((columns) =>
  fc.record({
    layout: fc.record({
      kinds: fc.constant(columns),
      introducers: fc.tuple(...columns.map(() => fc.constantFrom('', '_binary ', '_cp932 '))),
      escaper: fc
        .constantFrom(...CHARSETS)
        .map((name) => (name === undefined ? undefined : escaperFor(name, 'mysql'))),
      prefix: fc
        .constantFrom('INSERT INTO `t` VALUES ', 'REPLACE INTO `' + 'x'.repeat(300) + '` ')
        .map((each) => Buffer.from(each)),
      separator: fc.constantFrom(',', ',\n').map((each) => Buffer.from(each)),
      netBufferLength: fc.constantFrom(100, 4096, 1_046_528),
      extendedInsert: fc.boolean(),
    }),
    rows: fc.array(
      fc.tuple(
        ...columns.map((kind) =>
          fc.option(kind === Kind.number || kind === Kind.float ? number : text, { freq: 9 }),
        ),
      ),
      { minLength: 1, maxLength: 30 },
    ),
  }),
);

/** Row by row, with what the kernels are made of but without either of them. */
function expected({ layout, rows }: Case): Buffer {
  const encoder = new RowEncoder(layout.kinds, layout.introducers, { escaper: layout.escaper });
  const grouping = groupingOf(layout);
  const parts: Uint8Array[] = [];
  for (const row of rows) {
    const packet = buildRowPacket(row);
    const to = new Uint8Array(encoder.boundBytes(packet.length));
    const tuple = to.subarray(0, encoder.encode(to, 0, packet, 0));
    const wasOpen = grouping.open;
    if (!grouping.add(tuple.length)) parts.push(layout.separator);
    else parts.push(Buffer.from(wasOpen ? ';\n' : ''), layout.prefix);
    parts.push(tuple);
  }
  return Buffer.concat(parts);
}

const both = { reference: new ReferenceKernel(), wasm: new WasmKernel() };

describe('kernels', () => {
  for (const [name, kernel] of Object.entries(both)) {
    test(`${name}: any rows, cut anywhere`, () => {
      fc.assert(
        fc.property(cases, fc.array(fc.nat(), { maxLength: 8 }), (given, places) => {
          const wire = buildFrames(given.rows.map(buildRowPacket));
          const got = runAll(kernel, given.layout, cut(wire, places));
          assert.ok(got.equals(expected(given)), describeDifference(got, expected(given)));
        }),
        { numRuns: 400 },
      );
    });

    test(`${name}: the same rows cut at every single place`, () => {
      const layout: RowLayout = {
        kinds: [Kind.number, Kind.text, Kind.binary, Kind.hex, Kind.float],
        introducers: ['', '', '_binary ', '', ''],
        escaper: undefined,
        prefix: Buffer.from('INSERT INTO `t` VALUES '),
        separator: Buffer.from(','),
        netBufferLength: 200,
        extendedInsert: true,
      };
      const row = ['-12', "it's\n\\", '\0\x1a"x', 'hex', '-0'].map((each) => Buffer.from(each));
      const rows = [row, row.map(() => null), row.map(() => Buffer.alloc(0)), row];
      const wire = buildFrames(rows.map(buildRowPacket));
      const want = expected({ layout, rows });
      for (let place = 0; place < wire.length; place++) {
        assert.ok(runAll(kernel, layout, cut(wire, [place])).equals(want), `cut at ${place}`);
      }
    });

    test(`${name}: a server that lies writes no SQL: no number that is none, no cell too many`, () => {
      const layout: RowLayout = {
        kinds: [Kind.number, Kind.text, Kind.float],
        introducers: ['', '', ''],
        escaper: undefined,
        prefix: Buffer.from('INSERT INTO `t` VALUES '),
        separator: Buffer.from(','),
        netBufferLength: 4096,
        extendedInsert: true,
      };
      kernel.begin(layout);
      const to = Buffer.alloc(1000);
      const write = (...cells: string[]): void => {
        const wire = buildFrames([buildRowPacket(cells.map((cell) => Buffer.from(cell)))]);
        kernel.run(wire, 0, wire.length, to, 0, groupingOf(layout));
      };
      write('+1234567890123456789012345678901234567890.5e-7', 'x', '-0.5E+300');
      const lies = [
        '1); DROP DATABASE x',
        '1/2',
        '0x41',
        '1,2',
        "1'",
        `${'1'.repeat(40)};`,
        '1 2',
        '-*',
      ];
      for (const lie of lies) {
        assert.throws(() => write(lie, 'x', '1'), RangeError, lie);
        assert.throws(() => write('1', 'x', lie), RangeError, lie);
      }
      assert.throws(() => write('1', 'x', '1', '2'), RangeError);
      assert.throws(() => write('1', 'x'), RangeError);
    });

    test(`${name}: stops before what is no row, and at a value longer than its packet`, () => {
      const layout: RowLayout = {
        kinds: [Kind.text],
        introducers: [''],
        escaper: undefined,
        prefix: Buffer.from('INSERT INTO `t` VALUES '),
        separator: Buffer.from(','),
        netBufferLength: 4096,
        extendedInsert: true,
      };
      kernel.begin(layout);
      const end = Buffer.from([0xfe, 0, 0, 2, 0]);
      const failure = Buffer.from([0xff, 1, 2, 0x23, 0x48, 0x59]);
      const to = Buffer.alloc(1000);
      for (const other of [end, failure]) {
        const wire = buildFrames([buildRowPacket([Buffer.from('a')]), other]);
        const stop = kernel.run(wire, 0, wire.length, to, 0, groupingOf(layout));
        assert.equal(stop, Stop.other);
        assert.equal(kernel.rows, 1);
        assert.deepEqual(wire.subarray(kernel.readAt + 4), other);
      }
      const lie = buildFrames([Buffer.from([200, 0x61, 0x62])]);
      assert.throws(() => kernel.run(lie, 0, lie.length, to, 0, groupingOf(layout)), RangeError);
    });
  }
});
