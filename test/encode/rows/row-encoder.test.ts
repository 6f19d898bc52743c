import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ColumnKind } from '../../../src/encode/rows/column-kind.js';
import { RowEncoder } from '../../../src/encode/rows/row-encoder.js';
import { buildRowPacket, fitKind, type Value } from '../wire-row.js';

function encode(kinds: readonly ColumnKind[], values: readonly Value[], introducer = ''): Buffer {
  const encoder = new RowEncoder(
    kinds,
    kinds.map(() => introducer),
  );
  const packet = buildRowPacket(values);
  const to = new Uint8Array(encoder.boundBytes(packet.length));
  return Buffer.from(to.subarray(0, encoder.encode(to, 0, packet, 0)));
}

function encodeText(kind: ColumnKind, text: string, introducer = ''): string {
  return encode([kind], [Buffer.from(text, 'latin1')], introducer).toString('latin1');
}

/** What a server's parser makes of a quoted literal. */
function parseLiteral(literal: Buffer): Buffer {
  assert.equal(literal[0], 0x27);
  assert.equal(literal[literal.length - 1], 0x27);
  const letters: Readonly<Record<string, number>> = { '0': 0, n: 10, r: 13, Z: 26 };
  const bytes: number[] = [];
  for (let at = 1; at < literal.length - 1; at++) {
    const byte = literal[at] as number;
    assert.notEqual(byte, 0x27, 'an unescaped quote ends the literal');
    if (byte !== 0x5c) bytes.push(byte);
    else {
      const next = literal[++at] as number;
      bytes.push(letters[String.fromCharCode(next)] ?? next);
    }
  }
  return Buffer.from(bytes);
}

const anyKind = fc.constantFrom(...Object.values(ColumnKind));
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 80 }),
  fc.uint8Array({ minLength: 240, maxLength: 300 }),
  fc
    .string({ unit: fc.constantFrom('a', "'", '\\', '\n', '\0', '"', '\x1a', '\r') })
    .map((text) => Uint8Array.from(Buffer.from(text, 'latin1'))),
);

describe('row encoder', () => {
  test('writes what the stock tools write', () => {
    assert.equal(encodeText(ColumnKind.number, '-12.50'), '(-12.50)');
    assert.equal(encodeText(ColumnKind.number, ''), "('')");
    assert.equal(encodeText(ColumnKind.number, 'inf'), '(NULL)');
    assert.equal(encodeText(ColumnKind.number, '-nan'), '(NULL)');
    assert.equal(
      encodeText(ColumnKind.text, 'it\'s "\\\n\r\0\x1a\t%_'),
      "('it\\'s \\\"\\\\\\n\\r\\0\\Z\t%_')",
    );
    assert.equal(encodeText(ColumnKind.binary, '\xff', '_binary '), "(_binary '\xff')");
    assert.equal(encodeText(ColumnKind.binary, '', '_binary '), "('')");
    assert.equal(encodeText(ColumnKind.hex, '\x00\xab'), '(0x00AB)');
    assert.equal(encodeText(ColumnKind.hex, ''), "('')");
    const kinds = [ColumnKind.number, ColumnKind.text];
    assert.equal(encode(kinds, [null, null]).toString(), '(NULL,NULL)');
  });

  test('keeps the sign of a floating-point zero', () => {
    assert.equal(encodeText(ColumnKind.float, '-0'), '(-0e0)');
    assert.equal(encodeText(ColumnKind.float, '-0.00'), '(-0.00e0)');
    assert.equal(encodeText(ColumnKind.float, '-0.5'), '(-0.5)');
    assert.equal(encodeText(ColumnKind.float, '0'), '(0)');
    assert.equal(encodeText(ColumnKind.float, '-1e-320'), '(-1e-320)');
  });

  test('writes more digits than a decimal literal has as a floating-point one', () => {
    const huge = `1${'0'.repeat(100)}.00`;
    assert.equal(encodeText(ColumnKind.float, huge), `(${huge}e0)`);
    assert.equal(encodeText(ColumnKind.float, `-${huge}`), `(-${huge}e0)`);
  });

  test('escaping then parsing gives the same bytes back', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const tuple = encode([ColumnKind.text], [bytes]);
        assert.deepEqual(parseLiteral(tuple.subarray(1, -1)), Buffer.from(bytes));
      }),
    );
  });

  test('measure and the pieces agree with the one-pass encoding', () => {
    const row = fc.array(fc.tuple(anyKind, fc.option(anyBytes)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(row, fc.integer({ min: 2, max: 64 }), (columns, pieceBytes) => {
        const kinds = columns.map(([kind]) => kind);
        const values = columns.map(([kind, value]) => fitKind(kind, value));
        const packet = buildRowPacket(values);
        const whole = encode(kinds, values, '_binary ');
        const encoder = new RowEncoder(
          kinds,
          kinds.map(() => '_binary '),
        );
        assert.equal(encoder.measure(packet, 0), whole.length);
        const to = new Uint8Array(whole.length + 1024);
        let at = 0;
        for (const bytes of encoder.encodePieces(() => ({ to, at }), pieceBytes, packet, 0)) {
          at += bytes;
        }
        assert.deepEqual(Buffer.from(to.subarray(0, at)), whole);
      }),
    );
  });

  test('refuses a value that claims to be longer than its packet', () => {
    const packet = Buffer.from([0xfc, 0xff, 0x7f, 0x61]);
    const encoder = new RowEncoder([ColumnKind.text], []);
    assert.throws(() => encoder.encode(new Uint8Array(200_000), 0, packet, 0), RangeError);
  });
});
