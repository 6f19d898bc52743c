// Where the planner tries to cut: points in order, inside, as many as asked for; and values
// that are written exactly, or refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Column } from '../../src/model/catalog.js';
import { listGridPoints } from '../../src/plan/key/even-boundaries.js';
import { toKeyColumn } from '../../src/plan/key/key-column.js';
import { guessLetters } from '../../src/plan/key/string-boundaries.js';
import { toStoredUuid, toWrittenUuid } from '../../src/plan/key/uuid-order.js';
import type { KeyColumn } from '../../src/plan/key/column.js';

function columnOf(dataType: string, columnType: string = dataType): Column {
  return {
    name: 'k',
    dataType,
    columnType,
    generated: false,
    rowStart: false,
    invisible: false,
    nullable: false,
    sequenceDefault: false,
    charset: /char/.test(dataType) ? 'latin1' : undefined,
    collation: /char/.test(dataType) ? 'latin1_bin' : undefined,
  };
}

function keyColumn(dataType: string, columnType?: string): KeyColumn {
  const found = toKeyColumn(columnOf(dataType, columnType), true);
  assert.ok(found !== undefined, dataType);
  return found;
}

const toCodes = (text: string): number[] => Array.from(text, (char) => char.codePointAt(0) ?? 0);

const anyNumber = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
);

test('grid points ascend from above the least to the greatest', () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, fc.integer({ min: 1, max: 50 }), (one, other, pieces) => {
      const [least, greatest] = one < other ? [one, other] : [other, one];
      const points = [...listGridPoints(least, greatest, pieces)];
      assert.equal(points.length === 0, least === greatest);
      assert.ok(points.length <= 2 * pieces + 2, `${points.length} points`);
      for (const [at, point] of points.entries()) {
        assert.ok(point > (points[at - 1] ?? least) && point <= greatest);
      }
    }),
  );
});

test('rows that are added behind the others move no point', () => {
  const some = [...listGridPoints(1n, 1_000_000n, 10)];
  const more = [...listGridPoints(1n, 1_050_000n, 10.5)];
  assert.deepEqual(more.slice(0, some.length), some);
});

function list(column: KeyColumn, least: string, greatest: string): string[] {
  return [...column.guess(least, greatest, 3)];
}

test('guesses of each type, as the server reads them', () => {
  assert.deepEqual(list(keyColumn('bigint'), '-2', '6'), ['0', '2', '4', '6']);
  assert.deepEqual(list(keyColumn('decimal', 'decimal(5,2)'), '-0.04', '0.04'), [
    '-0.02',
    '0.00',
    '0.02',
    '0.04',
  ]);
  assert.deepEqual(list(keyColumn('year'), '0', '1904').at(-1), undefined);
  for (const guess of list(keyColumn('date'), '0000-00-00', '2024-02-31')) {
    assert.match(guess, /^'\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])'$/);
  }
  assert.deepEqual(list(keyColumn('time'), '-00:00:01', '00:00:01'), [
    "'-00:00:00'",
    "'00:00:00'",
    "'00:00:00'",
  ]);
  assert.deepEqual(list(keyColumn('varbinary'), '00', 'FF').slice(0, 1), ["X'4000000000000000'"]);
});

test('an exact literal, or none', () => {
  assert.equal(keyColumn('int').toLiteral('0007'), '7');
  assert.equal(keyColumn('decimal', 'decimal(9,3)').toLiteral('-1.500'), '-1.500');
  assert.equal(keyColumn('datetime').toLiteral('0000-00-00 00:00:00'), "'0000-00-00 00:00:00'");
  assert.equal(keyColumn('varchar').toLiteral('C3:000000C3'), "_latin1 X'C3' COLLATE latin1_bin");
  for (const nonsense of ['', "'", '1 OR 1', '0x1', '2020-01-01\n']) {
    for (const type of ['int', 'decimal', 'datetime', 'time', 'varchar', 'uuid']) {
      if (type === 'uuid' && nonsense === '') continue;
      assert.throws(() => keyColumn(type).toLiteral(nonsense), `${type} ${nonsense}`);
    }
  }
});

test('types that nothing is cut along', () => {
  for (const type of ['enum', 'set', 'float', 'double', 'geometry', 'text', 'blob', 'json']) {
    assert.equal(toKeyColumn(columnOf(type), true), undefined, type);
  }
  // Where summer time ends an hour comes twice.
  assert.equal(toKeyColumn(columnOf('timestamp'), false), undefined);
});

test('letters are guessed among those in use, behind what is shared', () => {
  const guesses = [...guessLetters(toCodes('user_10'), toCodes('user_99'), 8, 'code')];
  const texts = guesses.map((codes) => String.fromCodePoint(...codes));
  for (const text of texts) assert.match(text, /^user_\d+$/);
  assert.deepEqual(texts, texts.toSorted());
  assert.ok(texts.length >= 4, texts.join());
});

test('UUIDs in the order of MariaDB', () => {
  // As 10.11 sorts them.
  const sorted = [
    '00000000-0000-1000-0000-000000000003',
    '00000000-0000-7000-8000-000000000001',
    'ffffffff-0000-4000-8000-000000000000',
    '00000000-0000-9000-a000-000000000004',
    '00000000-0000-f000-e000-000000000005',
    'eeeeeeee-0000-5000-a000-000000000001',
    '00000000-0000-4000-8000-000000000002',
    'eeeeeeee-0000-6000-a000-000000000001',
    'ffffffff-0000-7000-8000-000000000000',
  ].map((text) => [...Buffer.from(text.replaceAll('-', ''), 'hex')]);
  const stored = sorted.map((bytes) => Buffer.from(toStoredUuid(bytes)).toString('hex'));
  assert.deepEqual(stored, stored.toSorted());
  for (const bytes of sorted) {
    const guess = toWrittenUuid(toStoredUuid(bytes));
    assert.deepEqual(toStoredUuid(guess), toStoredUuid(bytes));
  }
});
