// The SELECTs a dump sends for rows, taken from the server's own log of one run: the null
// client then sends the same ones in the same way, however planning changes.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestServer } from '../test/support/test-server.js';

/** What tsdump writes at the head of every SELECT for rows; executed, they come as binary rows. */
const ROWS_SELECT = /\b(Query|Execute)\t(SELECT \/\*!40001 SQL_NO_CACHE \*\/ .*)$/gm;

/** One a line, `text` or `binary` and a tab in front. */
export async function recordSelects(
  server: TestServer,
  dump: () => Promise<void>,
): Promise<string[]> {
  const log = join(server.folder, 'general.log');
  await server.run(
    `SET GLOBAL log_output = 'FILE', GLOBAL general_log_file = '${log}', GLOBAL general_log = ON`,
  );
  try {
    await dump();
  } finally {
    await server.run('SET GLOBAL general_log = OFF');
  }
  const selects = [...(await readFile(log, 'utf8')).matchAll(ROWS_SELECT)];
  if (selects.length === 0) throw new Error('the dump sent no SELECT that reads rows');
  return selects.map(([, how, sql]) => `${how === 'Query' ? 'text' : 'binary'}\t${sql}`);
}
