// Plans of random tables on real servers. TSDUMP_SEEDS sets how many, TSDUMP_FIRST_SEED the
// first: the seed in a failure's message alone brings the table back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Random } from '../../fixtures/generator/random.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { type Distort, Planner } from './planned-table.js';
import { makeRandomTable } from './random-key.js';

const SEEDS = Number(process.env['TSDUMP_SEEDS'] ?? 20);
const FIRST_SEED = Number(process.env['TSDUMP_FIRST_SEED'] ?? 1);
const CHUNK_BYTES = 8192;
/** For the worst of keys; half of them need less than 3 for each chunk. */
const PROBES_PER_CHUNK = 12;
/** Spent on what turns out to need few cuts: by the table, or each of its partitions. */
const PROBES_ON_TOP = 100;
/** With less data than this one chunk may be right. */
const ENOUGH_CHUNKS = 4;

forEachFlavor((flavor) => {
  let server: TestServer;
  let planner: Planner;
  before(async () => {
    server = await startServer(flavor);
    await server.run('CREATE DATABASE p', { database: 'mysql' });
    planner = await Planner.open(server);
  });
  after(async () => {
    await planner.session.close();
    await server.remove();
  });

  test(`${SEEDS} random tables from seed ${FIRST_SEED} on`, async (context) => {
    let chunks = 0;
    let probes = 0;
    let cut = 0;
    const failures: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      const random = new Random(seed);
      const table = makeRandomTable(random, flavor, 't');
      try {
        await server.run(`SET sql_mode = ''; DROP TABLE IF EXISTS t;\n${table.sql}`, {
          database: 'p',
        });
        const { where, orderByPrimary, cuttable } = table;
        const options = { where, orderByPrimary, chunkBytes: CHUNK_BYTES };
        const planned = await planner.check(await planner.readTable('p', 't'), options);
        const odd = await planner.plan(planned.table, options, makeDistort(random));
        await planner.read(planned.table, odd.tasks, options);
        chunks += planned.tasks.length;
        probes += planned.probes;
        if (planned.tasks.length > 1) cut++;
        const total = planned.rows.reduce((sum, rows) => sum + rows, 0);
        const expected = planned.table.dataBytesEstimate / CHUNK_BYTES;
        assert.ok(
          planned.probes <= probesMax(table.sql, Math.max(expected, planned.tasks.length)),
          `${planned.probes} probes for ${planned.tasks.length} chunks, ${expected} expected`,
        );
        if (
          cuttable &&
          where === undefined &&
          !/UNIQUE KEY/.test(table.sql) &&
          total > 100 &&
          expected > ENOUGH_CHUNKS
        ) {
          assert.ok(
            planned.tasks.length > 1,
            `one chunk for ${total} rows, ${expected} chunks expected`,
          );
        }
      } catch (error) {
        failures.push(
          `seed ${seed}: ${String(error)}\n${table.sql.slice(0, 600)}\nWHERE ${table.where}`,
        );
      }
    }
    assert.deepEqual(failures, []);
    assert.ok(cut > SEEDS / 3, `${cut} tables were cut`);
    context.diagnostic(
      `${flavor}: ${cut} of ${SEEDS} tables cut, ${chunks} chunks, ${probes} probes`,
    );
  });
});

/** Answers that fail, are missing, or make no sense. */
function makeDistort(random: Random): Distort {
  const often = random.pick([2, 5, 30]);
  return (sql, rows) => {
    if (!random.oneIn(often)) return rows;
    const kind = random.int(0, 3);
    if (kind === 0) throw new Error('a probe that fails');
    if (kind === 1) return [];
    if (!sql.startsWith('EXPLAIN')) return [{ text: () => random.pick([null, "x'"]) }];
    const count = String(random.pick([0, 1, random.int(0, 1_000_000), 1e18]));
    return rows.map((row) => ({ text: (name) => (name === 'rows' ? count : row.text(name)) }));
  };
}

function probesMax(sql: string, chunks: number): number {
  const partitions = Number(/PARTITIONS (\d+)/.exec(sql)?.[1] ?? 1);
  return PROBES_ON_TOP * partitions + PROBES_PER_CHUNK * chunks;
}
