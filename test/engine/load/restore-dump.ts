// A dump into a server, statement by statement over one session, its rows by RowLoader: the least
// that a loader does, for tests of how rows get in.

import { readStatements } from '../../../src/engine/statements/statement-reader.js';
import type { TupleRun } from '../../../src/engine/statements/statement.js';
import {
  type LoadSettings,
  RowLoader,
  type WrittenRows,
} from '../../../src/engine/load/row-loader.js';
import { openSession } from '../../../src/mysql/protocol/connect.js';
import type { Session } from '../../../src/mysql/protocol/session.js';
import { readColumns } from '../../../src/schema/catalog/read-columns.js';
import { quoteString } from '../../../src/encode/text/quote.js';
import { connectionOptions } from '../../support/connection-options.js';
import type { TestServer } from '../../support/test-server.js';

export const LOADS: LoadSettings = { localInfile: true, maxAllowedPacket: 1 << 30, insertBytes: 0 };

/** Rows by table, `schema.table`. */
export type WrittenTables = Map<string, WrittenRows & { readonly engine: string }>;

export async function restoreDump(
  server: TestServer,
  dump: Uint8Array,
  settings: LoadSettings = LOADS,
  runBytes: number = 300,
): Promise<WrittenTables> {
  const session = await openSession(connectionOptions(server), { loads: true });
  const written: WrittenTables = new Map();
  try {
    let runs: TupleRun[] = [];
    const flush = async (): Promise<void> => {
      if (runs.length > 0) await writeRuns(session, runs, settings, written);
      runs = [];
    };
    for await (const item of readStatements(piecesOf(dump), { runBytes })) {
      if (item.kind === 'rows') {
        if (runs[0]?.head !== item.head) await flush();
        runs.push(item);
        continue;
      }
      await flush();
      await session.execute(Buffer.from(item.sql));
    }
    await flush();
    return written;
  } finally {
    await session.close();
  }
}

async function* piecesOf(dump: Uint8Array): AsyncGenerator<Uint8Array> {
  yield dump;
}

async function writeRuns(
  session: Session,
  runs: readonly TupleRun[],
  settings: LoadSettings,
  written: WrittenTables,
): Promise<void> {
  const head = (runs[0] as TupleRun).head;
  const [state] = await session.query('SELECT DATABASE() AS db, @@character_set_client AS cs');
  const schema = head.schema ?? state?.string('db') ?? '';
  const table = await readTarget(session, schema, head.table);
  const loader = new RowLoader(table, settings);
  await session.execute('START TRANSACTION');
  const rows = await loader.write(session, runs, state?.string('cs') ?? '');
  await session.execute('COMMIT');
  const name = `${schema}.${head.table}`;
  const before = written.get(name) ?? { loaded: 0, inserted: 0 };
  const loaded = before.loaded + rows.loaded;
  const inserted = before.inserted + rows.inserted;
  written.set(name, { loaded, inserted, engine: table.engine });
}

export async function readTarget(
  session: Session,
  schema: string,
  name: string,
): Promise<ConstructorParameters<typeof RowLoader>[0]> {
  const columns = (await readColumns(session, schema, [name])).get(name) ?? [];
  const [row] = await session.query(
    `SELECT ENGINE AS engine FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${quoteString(schema)} AND TABLE_NAME = ${quoteString(name)}`,
  );
  return { schema, name, engine: row?.string('engine') ?? '', columns };
}
