// Both line kernels write the same lines of the same tuples and stop at the same ones, and the
// lines say what the tuples do.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ReferenceLineKernel } from '../../../src/engine/kernel/reference-line-kernel.js';
import {
  type LineColumn,
  LiteralKind as Kind,
  RUN_BYTES,
  type LineKernel,
  LineStop,
} from '../../../src/engine/kernel/line-kernel.js';
import { WasmLineKernel } from '../../../src/engine/kernel/wasm-line-kernel.js';

const both = { reference: new ReferenceLineKernel(), wasm: new WasmLineKernel() };

interface Converted {
  readonly lines: string;
  readonly rows: number;
  /** Where it is odd, and in which column; undefined where all is converted. */
  readonly odd: readonly [at: number, column: number] | undefined;
}

function convert(kernel: LineKernel, columns: readonly LineColumn[], sql: Buffer): Converted {
  assert.ok(kernel.begin(columns));
  const to = new Uint8Array(RUN_BYTES);
  const lines: Buffer[] = [];
  let rows = 0;
  for (let at = 0; ; at = kernel.readAt) {
    const stop = kernel.run(sql, at, sql.length, to);
    lines.push(Buffer.from(to.subarray(0, kernel.writtenBytes)));
    rows += kernel.rows;
    const isOdd = stop === LineStop.odd;
    if (stop === LineStop.full) assert.ok(kernel.rows > 0);
    else {
      const text = Buffer.concat(lines).toString('latin1');
      return { lines: text, rows, odd: isOdd ? [kernel.readAt, kernel.oddColumn] : undefined };
    }
  }
}

function columnsOf(...kinds: readonly Kind[]): LineColumn[] {
  return kinds.map((kind) => ({ kind, nullable: true, charset: 'latin2' }));
}

const { integer, decimal, float, year, text, introduced, binary, bit, onlyBinary } = Kind;
const ALL = Object.values(Kind);

/** Kind, literal, what is in the line: '' for the same, undefined where it is odd. */
const LITERALS: readonly (readonly [Kind, string, string | undefined])[] = [
  [integer, '0', '0'],
  [integer, '-9223372036854775808', ''],
  [integer, '007', '007'],
  [integer, '1.0', undefined],
  [integer, '1e3', undefined],
  [integer, '-', undefined],
  [integer, '+1', undefined],
  [integer, '- 1', undefined],
  [integer, "'12'", ''],
  [integer, '0x1F', undefined],
  [integer, 'TRUE', undefined],
  [integer, 'DEFAULT', undefined],
  [integer, '1/**/', undefined],
  [integer, '1-- x\n', undefined],
  [integer, '(1)', undefined],
  [decimal, '-0.50', '-0.50'],
  [decimal, '.5', '.5'],
  [decimal, '1e3', undefined],
  [decimal, `-${'9'.repeat(35)}.${'9'.repeat(30)}`, ''],
  [decimal, '9'.repeat(69), undefined],
  [float, '1.7976931348623157e308', ''],
  [float, '-0', undefined],
  [float, '-0.0', undefined],
  [float, '-0e0', '-0e0'],
  [float, '1e', undefined],
  [float, '1E+5', '1E+5'],
  [float, '1e5.5', undefined],
  [float, '0.0000000000000000000000000000001', undefined],
  [year, '0000', '0000'],
  [year, '0', undefined],
  [year, '19999', undefined],
  [text, 'NULL', 'NULL'],
  [text, 'null', 'NULL'],
  [text, 'NULLS', undefined],
  [text, "'NULL'", "'NULL'"],
  [text, "''", "''"],
  [text, "''''", "''''"],
  [text, "'a''b'", "'a''b'"],
  [text, String.raw`'\\\'\"\0\n\r\t\b\Z\x'`, ''],
  [text, String.raw`'\%'`, undefined],
  [text, String.raw`'\_'`, undefined],
  [text, String.raw`'\N'`, undefined],
  [text, "'a,b)\n(c'", "'a,b)\n(c'"],
  [text, "'a' 'b'", undefined],
  [text, '"a"', undefined],
  [text, "N'a'", undefined],
  [text, "X'41'", undefined],
  [text, "_utf8mb4'a'", undefined],
  [text, '1', undefined],
  [text, "_binary 'a'", undefined],
  [text, '0x41', undefined],
  [text, "'a' COLLATE utf8mb4_bin", undefined],
  [introduced, "_latin2 'a'", "'a'"],
  [introduced, "_LATIN2'a'", "'a'"],
  [introduced, "_latin22'a'", undefined],
  [introduced, "_latin1 'a'", undefined],
  [introduced, "''", "''"],
  [introduced, "'a'", undefined],
  [introduced, "'''a'", undefined],
  [binary, "_binary 'a'", "'a'"],
  [binary, "_BINARY\t'a'", "'a'"],
  [binary, "_binary'a'", "'a'"],
  [binary, "'a'", "'a'"],
  [binary, '0x005C275cff', "'\0\\\\\\'\\\\\xff'"],
  [binary, '0x', undefined],
  [binary, '0x123', undefined],
  [binary, "b'1'", undefined],
  [bit, "b'100000001'", "'\x01\x01'"],
  [bit, "B'100111'", "'\\''"],
  [bit, "b''", "''"],
  [bit, "b'2'", undefined],
  [bit, '5', undefined],
  [onlyBinary, "'a'", undefined],
  [onlyBinary, "_binary 'a'", "'a'"],
  [onlyBinary, '0x61', "'a'"],
];

describe('line kernels', () => {
  for (const [name, kernel] of Object.entries(both)) {
    test(`${name}: each literal, or none of it`, () => {
      for (const [kind, literal, line] of LITERALS) {
        const sql = Buffer.from(`(${literal}),( ${literal}\n)`, 'latin1');
        const got = convert(kernel, columnsOf(kind), sql);
        if (line === undefined) {
          assert.deepEqual(got, { lines: '', rows: 0, odd: [0, 0] }, `${kind} ${literal}`);
        } else {
          const wanted = line === '' ? literal : line;
          const lines = `${wanted}\n${wanted}\n`;
          assert.deepEqual(got, { lines, rows: 2, odd: undefined }, `${kind} ${literal}`);
        }
      }
    });

    test(`${name}: stops before the tuple that is odd, and says which column`, () => {
      const sql = Buffer.from("(1,'a',NULL) , (2,\t'b',_binary 'c')\n,(3,NOW(),'d'),(4,'e','f')");
      const got = convert(kernel, columnsOf(integer, text, binary), sql);
      assert.deepEqual(got, {
        lines: "1,'a',NULL\n2,'b','c'\n",
        rows: 2,
        odd: [sql.indexOf('\n,(3'.slice(0, 2)), 1],
      });
    });

    test(`${name}: NULL where it may not be, a value too many or too few, what is cut off`, () => {
      const columns = [{ kind: integer, nullable: false, charset: undefined }];
      assert.equal(convert(kernel, columns, Buffer.from('(NULL)')).rows, 0);
      assert.equal(convert(kernel, columns, Buffer.from('(1),(1,2)')).rows, 1);
      assert.equal(convert(kernel, columnsOf(integer, integer), Buffer.from('(1)')).rows, 0);
      for (const sql of ['(1),', '(1),(', '(1),(2', '(1),,(2)', '(1)(2)', '(1);(2)', '(1),(2 ']) {
        const got = convert(kernel, columnsOf(integer), Buffer.from(sql));
        assert.deepEqual([got.rows, got.odd === undefined], [1, false], sql);
      }
      const whole = Buffer.from("('abc\\'def''ghi',_binary 'x',0x4142,-12.5e7,NULL)");
      const kinds = columnsOf(text, binary, binary, float, text);
      for (let length = 1; length < whole.length; length++) {
        assert.equal(convert(kernel, kinds, whole.subarray(0, length)).rows, 0, `${length}`);
      }
    });

    test(`${name}: more than is converted at a time, with rows of any length`, () => {
      const values = Array.from({ length: 3000 }, (_each, index) => 'x'.repeat((index * 7) % 800));
      const sql = Buffer.from(values.map((value, index) => `(${index},'${value}')`).join(',\n'));
      assert.ok(sql.length > 4 * RUN_BYTES);
      const got = convert(kernel, columnsOf(integer, text), sql);
      assert.equal(got.rows, values.length);
      assert.equal(got.lines, values.map((value, index) => `${index},'${value}'\n`).join(''));
    });

    test(`${name}: a tuple that is longer than that is odd`, () => {
      const long = 'y'.repeat(RUN_BYTES);
      const got = convert(kernel, columnsOf(text), Buffer.from(`('a'),('${long}'),('b')`));
      assert.deepEqual([got.rows, got.odd?.[0]], [1, 5]);
    });
  }

  const literal = fc.oneof(
    fc.constantFrom(...LITERALS.map(([, each]) => each)),
    fc.string({ unit: 'grapheme', maxLength: 40 }).map((each) => `'${escape(each)}'`),
    fc
      .string({ unit: fc.constantFrom(...`'\\"%_N\n,()x`.split('')), maxLength: 30 })
      .map((each) => `'${each}'`),
    fc.uint8Array({ maxLength: 40 }).map((each) => `0x${Buffer.from(each).toString('hex')}`),
    fc
      .uint8Array({ maxLength: 90 })
      .map((each) => `_binary '${escape(Buffer.from(each).toString('latin1'))}'`),
    fc.integer().map(String),
    fc.double().map(String),
  );
  const columns = fc.array(
    fc.record({
      kind: fc.constantFrom<Kind>(...ALL),
      nullable: fc.boolean(),
      charset: fc.constantFrom('latin2', 'cp932'),
    }),
    { minLength: 1, maxLength: 4 },
  );

  test('any tuples: the same from both', () => {
    fc.assert(
      fc.property(
        columns.chain((given) =>
          fc.tuple(
            fc.constant(given),
            fc.array(fc.array(literal, { minLength: given.length, maxLength: given.length }), {
              maxLength: 8,
            }),
            fc.constantFrom(',', ', ', ',\n', ''),
            fc.nat(),
          ),
        ),
        ([given, rows, separator, cutAt]) => {
          const sql = Buffer.from(rows.map((row) => `(${row.join(',')})`).join(separator), 'utf8');
          const part = cutAt % 3 === 0 ? sql.subarray(0, cutAt % (sql.length + 1)) : sql;
          const want = convert(both.reference, given, part);
          assert.deepEqual(convert(both.wasm, given, part), want, part.toString());
        },
      ),
      { numRuns: 5000 },
    );
  });
});

function escape(value: string): string {
  return value.replaceAll(/['\\]/g, '\\$&').replaceAll('\0', '\\0');
}
