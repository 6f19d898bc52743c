// Much of everything: millions of narrow rows over many chunks, tables of 1,000 columns, and
// 200,000 random bit patterns of FLOAT and of DOUBLE that must come back bit for bit.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createConnection } from 'mysql2/promise';
import { Random } from '../../fixtures/generator/random.js';
import { runProgram } from '../support/child-process.js';
import { compareServers } from '../support/compare.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain, runTsdump } from '../support/tsdump.js';

const ROWS = 3_000_000;
const PATTERNS = 200_000;
const SEED = Number(process.env['TSDUMP_FIRST_SEED'] ?? 1);
/** Three values each, and a statement takes 65,535. */
const ROWS_PER_INSERT = 20_000;

interface Patterns {
  readonly floats: Float32Array;
  readonly doubles: Float64Array;
}

/** Finite values only: the ends of each range, then random bits. */
function makePatterns(seed: number): Patterns {
  const random = new Random(seed);
  const floats = new Float32Array(PATTERNS);
  const doubles = new Float64Array(PATTERNS);
  const floatBits = new Uint32Array(floats.buffer);
  const doubleBits = new BigUint64Array(doubles.buffer);
  const word = (): number => random.bits();
  // Both signs of: zero, smallest and largest subnormal, smallest and largest normal, and
  // neighbours of powers of two and ten.
  const floatEdges = [0, 1, 0x7f_ffff, 0x80_0000, 0x7f7f_ffff, 0x4b7f_ffff, 0x4b80_0000];
  const doubleEdges = [0n, 1n, 0xf_ffff_ffff_ffffn, 0x10_0000_0000_0000n, 0x7fef_ffff_ffff_ffffn];
  for (const value of [2 ** 53, 2 ** 53 - 1, 1e22, 1e23, 9007199254740993e3, 0.1, 5e-324]) {
    doubleEdges.push(new BigUint64Array(new Float64Array([value]).buffer)[0] as bigint);
  }
  for (let index = 0; index < PATTERNS; index++) {
    const sign = index % 2;
    const edge = index >> 1;
    do {
      floatBits[index] = edge < floatEdges.length ? Number(floatEdges[edge]) : word();
    } while (!Number.isFinite(floats[index]));
    if (edge < floatEdges.length && sign === 1) floats[index] = -(floats[index] as number);
    do {
      const high = BigInt(word());
      doubleBits[index] =
        edge < doubleEdges.length
          ? (doubleEdges[edge] as bigint)
          : // One in sixteen is subnormal, which random bits would hardly ever be.
            ((index % 16 === 0 ? high & 0x800f_ffffn : high) << 32n) | BigInt(word());
    } while (!Number.isFinite(doubles[index]));
    if (edge < doubleEdges.length && sign === 1) doubles[index] = -(doubles[index] as number);
  }
  return { floats, doubles };
}

/** By the binary protocol, in which a DOUBLE is its eight bytes and a FLOAT its four. */
async function writePatterns(server: TestServer, { floats, doubles }: Patterns): Promise<void> {
  const { host, port, user } = server;
  const connection = await createConnection({ host, port, user, database: 'bits' });
  try {
    for (let from = 0; from < PATTERNS; from += ROWS_PER_INSERT) {
      const values: number[] = [];
      const rows: string[] = [];
      for (let index = from; index < Math.min(from + ROWS_PER_INSERT, PATTERNS); index++) {
        values.push(index, floats[index] as number, doubles[index] as number);
        rows.push('(?,?,?)');
      }
      await connection.execute(`INSERT INTO t VALUES ${rows.join(',')}`, values);
    }
  } finally {
    connection.destroy();
  }
}

async function readPatterns(server: TestServer): Promise<Patterns> {
  const { host, port, user } = server;
  const connection = await createConnection({ host, port, user, database: 'bits' });
  try {
    const floats = new Float32Array(PATTERNS);
    const doubles = new Float64Array(PATTERNS);
    const [rows] = await connection.execute({
      sql: 'SELECT id, f, d FROM t',
      rowsAsArray: true,
    });
    for (const [id, float, double] of rows as unknown as [number, number, number][]) {
      floats[id] = float;
      doubles[id] = double;
    }
    assert.equal((rows as unknown[]).length, PATTERNS);
    return { floats, doubles };
  } finally {
    connection.destroy();
  }
}

function dropSigns(values: Float32Array | Float64Array): void {
  for (let index = 0; index < values.length; index++) if (values[index] === 0) values[index] = 0;
}

/** How many patterns are not the same bits, and the first of them. */
function assertSameBits(actual: Patterns, expected: Patterns): void {
  for (const name of ['floats', 'doubles'] as const) {
    const [one, other] = [actual[name], expected[name]];
    const wrong: string[] = [];
    for (let index = 0; index < PATTERNS; index++) {
      if (!Object.is(one[index], other[index])) {
        wrong.push(`${index}: ${one[index]} for ${other[index]}`);
      }
    }
    assert.equal(wrong.length, 0, `${name}: ${wrong.length}, ${wrong.slice(0, 5).join('; ')}`);
  }
}

forEachFlavor((flavor) => {
  const quiet = flavor === 'mysql' ? ['--set-gtid-purged=off'] : [];
  let source: TestServer;
  let target: TestServer;
  before(async () => {
    const args = ['--skip-log-bin'];
    if (flavor === 'mysql') args.push('--gtid-mode=OFF', '--enforce-gtid-consistency=OFF');
    [source, target] = await Promise.all([
      startServer(flavor, { args }),
      startServer(flavor, { args }),
    ]);
  });
  after(async () => {
    await Promise.all([source.remove(), target.remove()]);
  });

  async function copy(database: string, ...args: string[]): Promise<Buffer> {
    const dump = await dumpPlain(source, [...quiet, ...args, '--databases', database]);
    const restored = await target.restore(dump);
    assert.equal(restored.code, 0, restored.stderr);
    return dump;
  }

  test(`${PATTERNS} random FLOATs and DOUBLEs from seed ${SEED}, bit for bit`, async (context) => {
    await source.run(
      'CREATE DATABASE bits; CREATE TABLE bits.t (id INT PRIMARY KEY, f FLOAT, d DOUBLE)',
    );
    const made = makePatterns(SEED);
    await writePatterns(source, made);
    const stored = await readPatterns(source);
    // MariaDB stores -0 as 0.
    if (flavor === 'mariadb') for (const values of [made.floats, made.doubles]) dropSigns(values);
    assertSameBits(stored, made);
    await copy('bits');
    assertSameBits(await readPatterns(target), stored);
    context.diagnostic(`${flavor}: seed ${SEED}`);
  });

  test('tables of 1,000 columns', async () => {
    const types = ['INT', 'DOUBLE', 'VARCHAR(2)', 'DATE', 'FLOAT'];
    const values = [
      'n * 7 - 3',
      'n / 7',
      'CHAR(65 + MOD(n, 26))',
      "'2026-01-01' + INTERVAL n DAY",
      'n / 3',
    ];
    const columns = Array.from({ length: 999 }, (_, index) => `c${index} ${types[index % 5]}`);
    const cells = Array.from({ length: 999 }, (_, index) =>
      index % 11 === 0 ? 'NULL' : `${values[index % 5]}`,
    );
    await source.run(`CREATE DATABASE wide; USE wide; CREATE TABLE n (n INT);
      INSERT INTO n WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 300) SELECT n FROM s;
      CREATE TABLE a (id INT PRIMARY KEY, ${columns.join(', ')}) ENGINE=InnoDB CHARSET=latin1;
      INSERT INTO a SELECT n, ${cells.join(', ')} FROM n;
      CREATE TABLE b (id INT, ${columns.join(', ')}) ENGINE=MyISAM;
      INSERT INTO b SELECT * FROM a;`);
    const dump = await copy('wide', '--complete-insert', '--chunk-size=64K');
    assert.ok(dump.includes('`c998`'));
    assert.deepEqual(await compareServers(source, target, ['wide']), []);
  });

  test(`${ROWS} narrow rows`, async () => {
    await source.run(`CREATE DATABASE narrow; USE narrow; CREATE TABLE d (d INT PRIMARY KEY);
      INSERT INTO d WITH RECURSIVE s (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < 999) SELECT n FROM s;
      CREATE TABLE t (id INT UNSIGNED PRIMARY KEY, v TINYINT);
      INSERT INTO t SELECT a.d * 1000000 + b.d * 1000 + c.d, MOD(c.d, 100) FROM d a, d b, d c WHERE a.d < 3;
      ANALYZE TABLE t;`);
    const result = await runTsdump(source, [
      ...quiet,
      '--chunk-size=4M',
      '--log-level=debug',
      '--log-format=json',
      '--databases',
      'narrow',
    ]);
    assert.equal(result.code, 0, result.stderr);
    const chunks = result.stderr
      .split('\n')
      .filter((line) => /"chunk-done".*"table":"t"/.test(line));
    assert.ok(chunks.length > 10, `${chunks.length} chunks`);
    const unpacked = await runProgram('zstd', ['-dc'], { input: result.stdout });
    assert.equal(unpacked.code, 0, unpacked.stderr);
    const restored = await target.restore(unpacked.stdout);
    assert.equal(restored.code, 0, restored.stderr);
    const sums =
      'SELECT COUNT(*), SUM(id), SUM(v), BIT_XOR(CRC32(CONCAT(id, 0x2C, v))) FROM narrow.t';
    const expected = await source.run(sums);
    assert.match(expected, new RegExp(`^${ROWS}\t`));
    assert.equal(await target.run(sums), expected);
  });
});
