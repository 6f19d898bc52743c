// What is read back of our INSERTs: the values that went in, wherever the SQL is cut; and
// that no changed byte goes unnoticed.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ColumnKind } from '../../../src/encode/rows/column-kind.js';
import { insertStyle } from '../../../src/encode/rows/insert-style.js';
import { RowEncoder } from '../../../src/encode/rows/row-encoder.js';
import { StatementGrouping } from '../../../src/encode/rows/statement-grouping.js';
import { writeRow } from '../../../src/encode/rows/write-row.js';
import { InsertReader, type InsertSyntax } from '../../../src/engine/rows/insert-reader.js';
import { RowDigest } from '../../../src/engine/rows/row-digest.js';
import type { ValueForm } from '../../../src/model/chunk.js';
import type { Flavor } from '../../../src/model/server.js';

const PREFIX = Buffer.from('INSERT INTO `it``s` VALUES ');

interface TestColumn {
  readonly kind: ColumnKind;
  readonly form: ValueForm;
  readonly charset?: string;
}

const COLUMNS: readonly TestColumn[] = [
  { kind: ColumnKind.number, form: 'plain' },
  { kind: ColumnKind.float, form: 'double' },
  { kind: ColumnKind.float, form: 'plain' },
  { kind: ColumnKind.text, form: 'hex' },
  { kind: ColumnKind.text, form: 'hash' },
  { kind: ColumnKind.binary, form: 'hex' },
  { kind: ColumnKind.binary, form: 'hash' },
  { kind: ColumnKind.binary, form: 'hex', charset: 'sjis' },
  { kind: ColumnKind.hex, form: 'hex' },
  { kind: ColumnKind.hex, form: 'hash' },
];
const FORMS = COLUMNS.map(({ form }) => form);

type Value = Buffer | null;
type TestRow = readonly Value[];

function toLength(bytes: number): Buffer {
  if (bytes <= 250) return Buffer.from([bytes]);
  const length = Buffer.from([0xfd, 0, 0, 0]);
  length.writeUIntLE(bytes, 1, 3);
  return length;
}

/** As a server lays out a row: values behind their lengths. */
function toPacket(row: TestRow): Buffer {
  return Buffer.concat(
    row.map((value) =>
      value === null ? Buffer.from([0xfb]) : Buffer.concat([toLength(value.length), value]),
    ),
  );
}

function syntaxOf(flavor: Flavor): InsertSyntax {
  const { binaryIntroducer, rowSeparator } = insertStyle(flavor);
  const storedCharsets = COLUMNS.map(({ charset }) => charset);
  return { prefix: PREFIX, rowSeparator, binaryIntroducer, storedCharsets, hexColumns: [] };
}

function write(rows: readonly TestRow[], flavor: Flavor, extended: boolean): Buffer {
  const { binaryIntroducer, rowSeparator } = insertStyle(flavor);
  const encoder = new RowEncoder(
    COLUMNS.map(({ kind }) => kind),
    COLUMNS.map(({ charset }) => (charset === undefined ? binaryIntroducer : `_${charset} `)),
    { introducesEmpty: !extended && flavor === 'mysql' },
  );
  const grouping = new StatementGrouping(400, PREFIX.length, extended);
  const to = Buffer.alloc(2_000_000);
  const separator = Buffer.from(rowSeparator);
  let at = 0;
  for (const row of rows) {
    at = writeRow(encoder, PREFIX, separator, grouping, to, at, toPacket(row), 0);
  }
  return Buffer.concat([to.subarray(0, at), Buffer.from(rows.length === 0 ? '' : ';\n')]);
}

/** Undefined where the SQL is not ours. */
function read(pieces: readonly Uint8Array[], flavor: Flavor): string | undefined {
  const digest = new RowDigest(FORMS);
  const reader = new InsertReader(syntaxOf(flavor), digest);
  for (const piece of pieces) reader.add(piece);
  return reader.isAtRest ? `${digest.rows} ${digest.sum}` : undefined;
}

function isRead(sql: string): boolean {
  return read([Buffer.from(sql)], 'mysql') !== undefined;
}

function digestStrings(...rows: readonly string[][]): string {
  const digest = new RowDigest(['hex', 'hash']);
  for (const row of rows) {
    for (const value of row) {
      digest.beginValue();
      digest.add(Buffer.from(value), 0, value.length);
      digest.endValue();
    }
    digest.endRow();
  }
  return `${digest.rows} ${digest.sum}`;
}

/** The definition, once more and without any haste. */
function digestValues(rows: readonly TestRow[]): string {
  let sum = 0n;
  for (const row of rows) {
    const text = row.map((value, at) => (value === null ? 'NULL' : toText(value, FORMS[at])));
    const digest = createHash('sha256').update(text.join(','), 'latin1').digest();
    sum += digest.readBigUInt64BE(0);
  }
  return `${rows.length} ${sum}`;
}

function toText(value: Buffer, form: ValueForm | undefined): string {
  if (form === 'plain') return value.toString('latin1');
  if (form === 'hash') return createHash('sha256').update(value).digest('hex');
  if (form === 'hex') return value.toString('hex').toUpperCase();
  const bytes = Buffer.from(Float64Array.of(Number(value.toString())).buffer);
  return bytes.toString('hex').toUpperCase();
}

const bytes = fc
  .oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .array(fc.constantFrom(0, 0x0a, 0x0d, 0x1a, 0x22, 0x27, 0x5c, 0x2c, 0x29, 0x3b, 0x5f, 0x30))
      .map((each) => Uint8Array.from(each)),
  )
  .map((each) => Buffer.from(each));
const integer = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map((n) => `${n}`);
const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const doubleText = double.map((n) => (Object.is(n, -0) ? '-0' : String(n).replace('e+', 'e')));
const fixed = fc.oneof(
  fc.constantFrom('-0.00', '0.00', `1${'0'.repeat(80)}.00`, '-7.10'),
  integer.map((digits) => `${digits}.25`),
);

function valueOf({ kind, form }: TestColumn): fc.Arbitrary<Value> {
  const texts =
    kind === ColumnKind.number
      ? integer
      : kind === ColumnKind.float && form === 'double'
        ? doubleText
        : fixed;
  const values =
    kind === ColumnKind.number || kind === ColumnKind.float
      ? texts.map((text) => Buffer.from(text))
      : bytes;
  return fc.option(values, { nil: null, freq: 8 });
}

const someRows = fc.array(fc.tuple(...COLUMNS.map(valueOf)), { maxLength: 6 });
const flavors = fc.constantFrom<Flavor>('mysql', 'mariadb');

describe('our INSERTs are read back', () => {
  test('as what went in, cut at every place', () => {
    fc.assert(
      fc.property(someRows, flavors, fc.boolean(), (rows, flavor, extended) => {
        const sql = write(rows, flavor, extended);
        const expected = digestValues(rows);
        assert.equal(read([sql], flavor), expected);
        for (let cut = 0; cut <= sql.length; cut++) {
          const pieces = [sql.subarray(0, cut), sql.subarray(cut)];
          assert.equal(read(pieces, flavor), expected, `cut at ${cut}`);
        }
        const single = Array.from(sql, (_byte, at) => sql.subarray(at, at + 1));
        assert.equal(read(single, flavor), expected, 'byte by byte');
      }),
      { numRuns: 60 },
    );
  });

  test('values of any length', () => {
    const long = fc
      .tuple(fc.integer({ min: 8_000, max: 70_000 }), fc.integer({ min: 1, max: 255 }))
      .map(([length, step]) => Buffer.from(Array.from({ length }, (_, at) => (at * step) >> 3)));
    const longRow = fc.tuple(
      ...COLUMNS.map((column) =>
        column.form === 'hash' || column.form === 'hex' ? long : valueOf(column),
      ),
    );
    const cutter = fc.integer({ min: 1, max: 40_000 });
    fc.assert(
      fc.property(longRow, flavors, cutter, (row, flavor, step) => {
        const sql = write([row, row], flavor, false);
        const count = Math.ceil(sql.length / step);
        const pieces = Array.from({ length: count }, (_, at) =>
          sql.subarray(at * step, (at + 1) * step),
        );
        assert.equal(read(pieces, flavor), digestValues([row, row]));
      }),
      { numRuns: 15 },
    );
  });

  test('any changed, lost or doubled byte is noticed', () => {
    const oneOrMore = fc.array(fc.tuple(...COLUMNS.map(valueOf)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(oneOrMore, flavors, fc.integer({ min: 1, max: 255 }), (rows, flavor, change) => {
        const sql = write(rows, flavor, true);
        const expected = digestValues(rows);
        for (let at = 0; at < sql.length; at++) {
          const changed = Buffer.from(sql);
          changed[at] = (sql[at] as number) ^ change;
          const isSame = hasSameNumbers(sql, changed);
          if (!isSame) assert.notEqual(read([changed], flavor), expected, `changed at ${at}`);
          const lost = [sql.subarray(0, at), sql.subarray(at + 1)];
          if (!hasSameNumbers(sql, Buffer.concat(lost)))
            assert.notEqual(read(lost, flavor), expected, `lost at ${at}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('in any order of rows, but not with a value in another row', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'] as const;
    assert.equal(digestStrings([a, b], [c, d]), digestStrings([c, d], [a, b]));
    assert.notEqual(digestStrings([a, b], [c, d]), digestStrings([a, d], [c, b]));
    assert.notEqual(digestStrings([a, b], [a, b]), digestStrings([a, b]));
  });

  test('only as we write them', () => {
    const values = "1,1,1.5,'a','b',_binary 'c',_binary 'd',_sjis 'e',0x41,0x4142";
    const whole = `${PREFIX.toString()}(${values});\n`;
    assert.ok(isRead(whole));
    for (const [from, to] of [
      [',0x4142', ''],
      ['0x4142', '0x4142,1'],
      ['0x4142', '0x414'],
      ["_sjis 'e'", "'e'"],
      ["_sjis 'e'", "_ujis 'e'"],
      ["'b'", '007'],
      ["'b'", "'b''"],
      ["'b'", String.raw`'\b'`],
      [';\n', ';'],
      [';\n', ','],
      ['it``s', 'its'],
    ] as const) {
      assert.ok(!isRead(whole.replace(from, to)), `${from} as ${to}`);
    }
  });
});

test('where a string would be another value, only hex is read', () => {
  const syntax = { ...syntaxOf('mariadb'), storedCharsets: [undefined], hexColumns: [true] };
  const literals = ['0x0A', 'NULL', "'\\n'", "_binary '\\n'"];
  const taken = literals.filter((literal) => {
    const reader = new InsertReader(syntax, new RowDigest(['hash']));
    reader.add(Buffer.concat([PREFIX, Buffer.from(`(${literal});\n`)]));
    return reader.isAtRest;
  });
  assert.deepEqual(taken, ['0x0A', 'NULL']);
});

/** Other digits may be the same DOUBLE, as `-0.5` and `-.5` are: nothing is lost then. */
function hasSameNumbers(one: Buffer, other: Buffer): boolean {
  return maskNumbers(one) === maskNumbers(other) && readNumbers(one) === readNumbers(other);
}

const NUMBER = /(?<=[(,])-?[\d.][\d.eE+-]*(?=[,)])/g;

function maskNumbers(sql: Buffer): string {
  return sql.toString('latin1').replaceAll(NUMBER, '#');
}

function readNumbers(sql: Buffer): string {
  const texts = sql.toString('latin1').match(NUMBER) ?? [];
  return texts.map(Number).join(',');
}
