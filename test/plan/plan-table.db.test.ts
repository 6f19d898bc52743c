// Plans of random tables on real servers. TSDUMP_SEEDS sets how many, TSDUMP_FIRST_SEED the
// first: the seed in a failure's message alone brings the table back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Random } from '../../fixtures/generator/random.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { Planner } from './planned-table.js';
import { makeRandomTable } from './random-key.js';

const SEEDS = Number(process.env['TSDUMP_SEEDS'] ?? 60);
const FIRST_SEED = Number(process.env['TSDUMP_FIRST_SEED'] ?? 1);
const CHUNK_BYTES = 8192;
/** A wide row is looked up one by one: such a table is cut by its own rule. */
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
        const planned = await planner.check('p', 't', options);
        chunks += planned.tasks.length;
        probes += planned.probes;
        if (planned.tasks.length > 1) cut++;
        const total = planned.rows.reduce((sum, rows) => sum + rows, 0);
        const expected = planned.table.dataBytesEstimate / CHUNK_BYTES;
        assert.ok(
          planned.probes <= 80 + 10 * Math.max(expected, planned.tasks.length),
          `${planned.probes} probes`,
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
