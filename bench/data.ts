// The database every whole-process figure is about: the generator's four bulk tables of
// different nature, of about the asked size as SQL. Made outside the binary log.

import { type BulkTable, bulkSql } from '../fixtures/generator/bulk.js';
import type { TestServer } from '../test/support/test-server.js';

const DATABASE = 'bench';

/** Rows for each megabyte of the whole database; the mix of kinds is the design's. */
const ROWS_PER_MB: Readonly<Record<BulkTable, number>> = {
  sbtest: 1400,
  orders: 1400,
  posts: 290,
  files: 29,
};

/** Makes the database and returns its name. */
export async function loadData(server: TestServer, sizeMb: number): Promise<string> {
  await server.run(`CREATE DATABASE ${DATABASE}`);
  for (const [table, rowsPerMb] of Object.entries(ROWS_PER_MB)) {
    const sql = bulkSql(table as BulkTable, Math.ceil(rowsPerMb * sizeMb));
    // tsdump cuts tables into chunks by the server's estimates.
    await server.run(`SET SESSION sql_log_bin = 0;\n${sql}ANALYZE TABLE ${table};`, {
      database: DATABASE,
    });
  }
  return DATABASE;
}
