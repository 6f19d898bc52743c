// `npm run bench:plan`: a table of 100 million and more sparse keys is planned, read by nobody.
// Time and probes are to grow with the chunks, memory not at all.
//
//   npm run bench:plan -- [--doublings 27] [--flavor mysql|mariadb]

import { parseArgs } from 'node:util';
import type { Flavor } from '../src/model/server.js';
import { planTable } from '../src/plan/plan-table.js';
import { findServers, startServer } from '../test/support/servers.js';
import { PLAN_OPTIONS, Planner } from '../test/plan/planned-table.js';

const MIB = 1 << 20;
const CHUNK_MIB = [32, 4, 0.5] as const;

/** Each doubling shifts what is there by a larger power of two: gaps of up to 2^53. */
function buildSparse(doublings: number): string {
  const steps = Array.from(
    { length: doublings },
    (_, step) => `INSERT INTO sparse SELECT id + (1 << ${2 * step}) FROM sparse;`,
  );
  return `SET SESSION sql_log_bin = 0; CREATE DATABASE plan; USE plan;
    CREATE TABLE sparse (id BIGINT UNSIGNED PRIMARY KEY) ENGINE=InnoDB;
    INSERT INTO sparse VALUES (0); ${steps.join('\n')} ANALYZE TABLE sparse;`;
}

function readHeapMib(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MIB;
}

async function measureFlavor(flavor: Flavor, doublings: number): Promise<void> {
  await using server = await startServer(flavor, { args: ['--innodb-buffer-pool-size=6G'] });
  console.error(`plan: making ${2 ** doublings} keys in ${flavor} ...`);
  await server.run(buildSparse(doublings));
  const planner = await Planner.open(server);
  const table = await planner.readTable('plan', 'sparse');
  console.log(
    `\n${flavor} ${server.binaries.version}, ${2 ** doublings} keys up to ${4 ** doublings / 3}`,
  );
  console.log('| chunk MiB | chunks | probes | seconds | heap MiB after 1/4 | at the end |');
  console.log('|---:|---:|---:|---:|---:|---:|');
  for (const chunkMib of CHUNK_MIB) {
    let probes = 0;
    let chunks = 0;
    const heaps: number[] = [];
    const startedMs = performance.now();
    const options = { ...PLAN_OPTIONS, chunkBytes: chunkMib * MIB };
    const tasks = planTable(table, options, async (sql) => {
      probes++;
      return await planner.session.query(sql);
    });
    for await (const _task of tasks) {
      if (++chunks % 32 === 0) heaps.push(readHeapMib());
    }
    const seconds = (performance.now() - startedMs) / 1000;
    const quarter = heaps[Math.floor(heaps.length / 4)] ?? 0;
    console.log(
      `| ${chunkMib} | ${chunks} | ${probes} | ${seconds.toFixed(1)} | ${quarter.toFixed(1)} | ${readHeapMib().toFixed(1)} |`,
    );
  }
  await planner.session.close();
}

const { values } = parseArgs({
  options: { doublings: { type: 'string', default: '27' }, flavor: { type: 'string' } },
});
for (const { flavor } of await findServers()) {
  if (values.flavor === undefined || values.flavor === flavor) {
    await measureFlavor(flavor, Number(values.doublings));
  }
}
