// Every table of the fixtures and of random schemas, made without its later keys, which are
// added then: the server shows it as it was. Its parts are what the server's catalog says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { generateSql } from '../../../fixtures/generator/generate.js';
import { listFixtures } from '../../../fixtures/load.js';
import { quoteIdentifier } from '../../../src/encode/text/quote.js';
import { classify } from '../../../src/engine/statements/classify.js';
import { type CreateTable, parseCreateTable } from '../../../src/engine/statements/create-table.js';
import { splitKeys, type SplitTable } from '../../../src/engine/statements/split-keys.js';
import { StatementReader } from '../../../src/engine/statements/statement-reader.js';
import { openSession } from '../../../src/mysql/protocol/connect.js';
import type { Session } from '../../../src/mysql/protocol/session.js';
import { connectionOptions } from '../../support/connection-options.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';

/** 200 take minutes. */
const SEEDS = Number(process.env['SPLIT_SEEDS'] ?? 10);

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly shown: string;
  readonly parsed: CreateTable;
  readonly split: SplitTable | undefined;
}

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
  });
  after(async () => {
    await server.remove();
  });

  test('fixtures', async () => {
    let split = 0;
    for (const { path } of listFixtures(flavor)) split += await trySql(server, readFileSync(path));
    assert.ok(split > 3, String(split));
  });

  test(`${SEEDS} random schemas`, async () => {
    let split = 0;
    for (let seed = 1; seed <= SEEDS; seed++)
      split += await trySql(server, Buffer.from(generateSql(seed, flavor).sql));
    assert.ok(split > SEEDS / 2, String(split));
  });
});

/** How many tables of it were split. Their databases are gone afterwards. */
async function trySql(server: TestServer, sql: Uint8Array): Promise<number> {
  const session = await openSession(connectionOptions(server));
  await session.execute('SET NAMES utf8mb4');
  await define(session, sql);
  const tables = await readTables(session);
  const split = tables.filter((table) => table.split !== undefined);
  await session.execute('SET foreign_key_checks = 0');
  for (const step of ['create', 'addKeys', 'addForeignKeys'] as const) {
    for (const table of split) {
      const statement = table.split?.[step];
      await session.enterSchema(table.schema);
      if (step === 'create') await session.execute(`DROP TABLE ${quoteIdentifier(table.name)}`);
      if (statement !== undefined) await session.execute(Buffer.from(statement));
    }
  }
  const differences: string[] = [];
  for (const table of split) {
    const shown = await show(session, table);
    if (shown !== table.shown) differences.push(`${table.shown}\nis now\n${shown}`);
  }
  for (const schema of new Set((await listTables(session)).map(([name]) => name)))
    await session.execute(`DROP DATABASE ${quoteIdentifier(schema)}`);
  await session.close();
  assert.deepEqual(differences, []);
  return split.length;
}

/** Runs what defines tables and what they need, no rows. */
async function define(session: Session, sql: Uint8Array): Promise<void> {
  const reader = new StatementReader();
  reader.add(sql);
  reader.end();
  for (let item = reader.next(); item !== undefined; item = reader.next()) {
    if (item.kind !== 'statement') continue;
    const { class: kind } = classify(item.sql, item.rules);
    const isPlugin = /^INSTALL\b/i.test(Buffer.from(item.sql).toString('latin1'));
    if (
      !isPlugin &&
      !/^(?:create-(?:database|table|table-from|index|sequence)|alter-|drop-(?:database|table)|set-|use)/.test(
        kind,
      )
    )
      continue;
    await session.execute(Buffer.from(item.sql));
  }
}

async function listTables(session: Session): Promise<(readonly [string, string])[]> {
  const rows = await session.query(
    "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') AND TABLE_TYPE LIKE '%TABLE'",
  );
  return rows.map((row) => [row.stringAt(0), row.stringAt(1)] as const);
}

async function readTables(session: Session): Promise<Table[]> {
  const tables: Table[] = [];
  for (const [schema, name] of await listTables(session)) {
    const shown = await show(session, { schema, name });
    const parsed = parseCreateTable(Buffer.from(shown, 'latin1'));
    assert.ok(parsed !== undefined, shown);
    assert.deepEqual(
      parsed.columns.map((column) => column.name.text),
      await listColumns(session, schema, name),
      shown,
    );
    tables.push({ schema, name, shown, parsed, split: splitKeys(parsed) });
  }
  return tables;
}

async function listColumns(session: Session, schema: string, name: string): Promise<string[]> {
  const rows = await session.query(
    `SHOW COLUMNS FROM ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`,
  );
  return rows.map((row) => row.stringAt(0));
}

async function show(
  session: Session,
  { schema, name }: Pick<Table, 'schema' | 'name'>,
): Promise<string> {
  await session.enterSchema(schema);
  const [row] = await session.query(`SHOW CREATE TABLE ${quoteIdentifier(name)}`);
  return row?.bytesAt(1)?.toString('latin1') ?? '';
}
