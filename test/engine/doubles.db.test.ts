// Millions of DOUBLEs and FLOATs read as binary rows: digit for digit what the server's own
// text of them is, on either flavor and with either kernel.

import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { after, before, test } from 'node:test';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { firstDifference, readInserts } from './insert-bytes.js';

const ROWS = Number(process.env['TSDUMP_DOUBLE_ROWS'] ?? 170_000);
/** The plain kernel is slower; what it must do is the same. */
const REFERENCE_ROWS = Math.min(ROWS, 40_000);
const SEED = Number(process.env['TSDUMP_FIRST_SEED'] ?? 1);

const bits = new DataView(new ArrayBuffer(8));
let state = SEED;

/** 32 random bits (mulberry32). */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}

function fromBits(high: number, low: number): number {
  bits.setUint32(0, high);
  bits.setUint32(4, low);
  return bits.getFloat64(0);
}

/** The value `steps` representable ones away. */
function stepped(value: number, steps: number): number {
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(steps));
  return bits.getFloat64(0);
}

function few(): number {
  return (random() % 7) - 3;
}

/** One column each. */
const DOUBLES: readonly (() => number)[] = [
  () => fromBits(random(), random()),
  () => fromBits(random(), random()),
  // Around the powers of two, where the neighbour below is closer.
  () => stepped(fromBits((random() % 2047) << 20, 0), few()),
  // Around the powers of ten and their multiples.
  () => stepped(Number(`${1 + (random() % 9)}e${(random() % 617) - 308}`), few()),
  // Subnormal, of any length.
  () => {
    const length = random() % 52;
    return length < 32
      ? fromBits(0, random() >>> (31 - length))
      : fromBits((random() & 0xfffff) >>> (52 - length), random());
  },
  // Few digits, at every size at which the layout changes.
  () => Number(`${random() % 10 ** (random() % 10)}e${(random() % 40) - 25}`),
  // Whole numbers too large for their digits: halfway cases.
  () => fromBits(((1023 + 50 + (random() % 20)) << 20) | (random() & 0xfffff), random()),
  () => Number(`${random()}${random() % 1_000_000}5e${(random() % 40) - 30}`),
];

const FLOATS: readonly (() => number)[] = [
  () => floatFromBits(random()),
  () => floatFromBits(random()),
  () => floatFromBits(random() & 0x807fffff),
  () => Math.fround(Number(`${random() % 100_000}e${(random() % 12) - 8}`)),
];

function floatFromBits(pattern: number): number {
  bits.setUint32(0, pattern);
  return bits.getFloat32(0);
}

function finite(make: () => number): string {
  for (;;) {
    const value = random() < 2 ** 31 ? make() : -make();
    if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  }
}

function* lines(): Generator<string, void> {
  const columns = [...DOUBLES, ...FLOATS];
  for (let row = 0; row < ROWS; row += 100) {
    let text = '';
    for (let each = row; each < row + 100; each++) {
      text += `${each}\t${columns.map(finite).join('\t')}\n`;
    }
    yield text;
  }
}

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
  });
  after(async () => {
    await server.remove();
  });

  test(`${ROWS * DOUBLES.length} doubles and ${ROWS * FLOATS.length} floats from seed ${SEED}`, async () => {
    const file = join(server.folder, 'doubles.txt');
    state = SEED;
    await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o644 }));
    const session = await openSession(connectionOptions(server));
    try {
      const doubles = DOUBLES.map((_make, index) => `d${index}`);
      const floats = FLOATS.map((_make, index) => `f${index}`);
      const defined = [
        'n INT PRIMARY KEY',
        ...doubles.map((name) => `${name} DOUBLE NOT NULL`),
        ...floats.map((name) => `${name} FLOAT NOT NULL`),
      ];
      await session.execute(`
        CREATE DATABASE d; CREATE TABLE d.t (${defined.join(', ')}) ENGINE=MyISAM;
        SET sql_mode = ''; LOAD DATA INFILE '${file}' INTO TABLE d.t`);
      const [count] = await session.query('SELECT COUNT(*) AS n, COUNT(DISTINCT d0) AS d FROM d.t');
      assert.equal(count?.number('n'), ROWS);
      assert.ok(count.number('d') > ROWS / 2, 'the values are not all the same');
      const list = [...doubles, ...floats.map((name) => `${name} * 1e0`)].join(', ');
      const all = `SELECT ${list} FROM d.t`;
      const text = await readInserts(session, all, { kernel: 'wasm', format: 'text' });
      const binary = await readInserts(session, all, { kernel: 'wasm', format: 'binary' });
      assert.equal(firstDifference(binary, text), undefined);
      const some = `${all} WHERE n < ${REFERENCE_ROWS}`;
      const reference = await readInserts(session, some, { kernel: 'ts', format: 'binary' });
      const same = await readInserts(session, some, { kernel: 'wasm', format: 'text' });
      assert.equal(firstDifference(reference, same), undefined);
    } finally {
      await session.close();
    }
  });
});
