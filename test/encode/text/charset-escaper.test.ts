import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ColumnKind } from '../../../src/encode/rows/column-kind.js';
import { escaperFor } from '../../../src/encode/text/charset-escaper.js';
import { RowEncoder } from '../../../src/encode/rows/row-encoder.js';
import { SkippingEncoder } from '../../../src/encode/rows/skipping-encoder.js';
import type { EncodesRows } from '../../../src/encode/rows/row-format.js';
import { buildRowPacket, fitKind, type Value } from '../wire-row.js';

const CHARSETS = ['utf8mb4', 'utf8', 'gbk', 'gb2312', 'gb18030', 'big5', 'sjis', 'euckr', 'ujis'];
const flavors = fc.constantFrom('mysql' as const, 'mariadb' as const);
/** First bytes, later bytes and what is escaped, so that characters are common. */
const byte = fc.oneof(
  fc.constantFrom(0x27, 0x5c, 0x30, 0x39, 0x41, 0x8e, 0x8f, 0xa1, 0xe8, 0xf0, 0x90, 0x80, 0xbf),
  fc.integer({ min: 0, max: 255 }),
);
const value = fc.oneof(
  fc.uint8Array({ maxLength: 3 }),
  fc.array(byte, { maxLength: 300 }).map((bytes) => Uint8Array.from(bytes)),
);
const row = fc.array(fc.option(value), { minLength: 1, maxLength: 6 });

function encodeWhole(encoder: EncodesRows, packet: Buffer): Buffer {
  const to = new Uint8Array(encoder.boundBytes(packet.length));
  return Buffer.from(to.subarray(0, encoder.encode(to, 0, packet, 0)));
}

function encodeInPieces(encoder: EncodesRows, packet: Buffer, pieceBytes: number): Buffer {
  const parts: Buffer[] = [];
  let to = new Uint8Array(0);
  const room = (bytes: number) => {
    to = new Uint8Array(Math.max(bytes, 64));
    return { to, at: 0 };
  };
  for (const bytes of encoder.encodePieces(room, pieceBytes, packet, 0)) {
    assert(bytes <= pieceBytes + 64);
    parts.push(Buffer.from(to.subarray(0, bytes)));
  }
  return Buffer.concat(parts);
}

test('no piece of a value begins inside a character', () => {
  const charset = fc.constantFrom(...CHARSETS);
  const kind = fc.constantFrom(...Object.values(ColumnKind));
  fc.assert(
    fc.property(charset, flavors, row, kind, fc.integer({ min: 2, max: 40 }), (...drawn) => {
      const [name, flavor, values, one, pieceBytes] = drawn;
      const kinds = values.map((_value, index) => (index === 0 ? one : ColumnKind.text));
      const encoder = new RowEncoder(
        kinds,
        kinds.map(() => '_binary '),
        { escaper: escaperFor(name, flavor), introducesEmpty: pieceBytes % 2 === 0 },
      );
      const packet = buildRowPacket(
        values.map((given, index) => fitKind(kinds[index] ?? one, given)),
      );
      const whole = encodeWhole(encoder, packet);
      assert.equal(encoder.measure(packet, 0), whole.length);
      assert.deepEqual(encodeInPieces(encoder, packet, pieceBytes), whole);
    }),
    { numRuns: 3000 },
  );
});

function escape(charset: string, hex: string): string | undefined {
  const from = Buffer.from(hex, 'hex');
  const to = Buffer.alloc(2 * from.length + 3);
  const escaper = escaperFor(charset, 'mysql');
  const end = escaper?.escapeInto(to, 0, from, 0, from.length, from.length);
  return end === undefined ? undefined : to.subarray(0, end).toString('hex');
}

test('a character keeps its second byte, a broken one gets a backslash', () => {
  assert.equal(escape('gbk', 'bf5c27'), 'bf5c5c27');
  assert.equal(escape('gbk', 'bf27'), '5cbf5c27');
  assert.equal(escape('sjis', '835c'), '835c');
  assert.equal(escape('utf8mb4', 'c3a4c3'), 'c3a45cc3');
  assert.equal(escape('utf8mb4', 'eda080'), '5ceda080');
  assert.equal(escape('gb18030', '81308130'), '81308130');
  assert.equal(escape('gb18030', '813081'), '5c813081');
  assert.equal(escape('gb18030', '8120'), '8120');
  assert.equal(escape('latin1', 'c327'), undefined);
  assert.equal(escape('UTF8MB4', 'c3'), '5cc3');
});

test('columns are left out as if they had not been sent', () => {
  const columns = fc.array(fc.tuple(fc.option(value), fc.boolean()), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(columns, fc.boolean(), fc.integer({ min: 2, max: 40 }), (...drawn) => {
      const [sent, commaFirst, pieceBytes] = drawn;
      const kept: Value[] = sent.filter(([, skip]) => !skip).map(([bytes]) => bytes);
      const inner = new RowEncoder(
        kept.map(() => ColumnKind.text),
        [],
      );
      const encoder = new SkippingEncoder(
        inner,
        sent.map(([, skip]) => skip),
        commaFirst,
      );
      const packet = buildRowPacket(sent.map(([bytes]) => bytes));
      const plain = encodeWhole(inner, buildRowPacket(kept)).toString('latin1');
      const expected = commaFirst ? plain.replace('(', '(,') : plain;
      assert.equal(encodeWhole(encoder, packet).toString('latin1'), expected);
      assert.equal(encoder.measure(packet, 0), expected.length);
      assert.equal(encodeInPieces(encoder, packet, pieceBytes).toString('latin1'), expected);
    }),
  );
});
