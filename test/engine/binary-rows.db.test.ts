// Every table of the fixtures about values read as text rows and as binary rows: the same INSERTs, byte
// for byte, from either kernel. So every column type there is goes both ways.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listFixtures } from '../../fixtures/load.js';
import { quoteIdentifier } from '../../src/encode/text/quote.js';
import type { Column } from '../../src/model/catalog.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { readServerFacts } from '../../src/mysql/server/facts.js';
import { prepareSession } from '../../src/mysql/server/prepare-session.js';
import type { Session } from '../../src/mysql/protocol/session.js';
import { hasSameText } from '../../src/plan/row-format.js';
import { toSelectList } from '../../src/plan/select-list.js';
import { connectionOptions } from '../support/connection-options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { firstDifference, readInserts, type Way } from './insert-bytes.js';

const EXACT = { exactFloat: true, exactText: true };
const WAYS: readonly Omit<Way, 'format'>[] = [
  { kernel: 'wasm' },
  { kernel: 'ts' },
  { kernel: 'wasm', hexBlob: true, charset: 'utf8mb4' },
];
/** The fixtures that are there for what their rows hold. */
const ABOUT_VALUES =
  /types|json|geometry|vector|uuid|null|zero|charsets|enum|columns|literals|escapes|engines|formats/;
/** Types a dump can meet. Not all of them are on both flavors. */
const TYPES =
  'bigint,binary,bit,blob,char,date,datetime,decimal,double,enum,float,geometry,int,' +
  'longblob,longtext,mediumblob,mediumint,mediumtext,point,polygon,set,smallint,text,time,' +
  'timestamp,tinyblob,tinyint,tinytext,varbinary,varchar,year';
const OWN_TYPES = { mysql: 'json,vector', mariadb: 'inet4,inet6,uuid' };

forEachFlavor((flavor) => {
  let server: TestServer;
  let session: Session;
  before(async () => {
    server = await startServer(flavor);
    session = await openSession(connectionOptions(server));
    await prepareSession(session, await readServerFacts(session), {
      charset: 'utf8mb4',
      compatible: [],
      tzUtc: true,
      skipGipk: false,
    });
  });
  after(async () => {
    await session.close();
    await server.remove();
  });

  /** The SELECT of a table as a dump under our own name sends it. */
  async function buildSelect(schema: string, table: string, seen: Set<string>): Promise<string> {
    const rows = await session.query(
      `SELECT column_name AS name, data_type AS type, column_type AS full,
          character_set_name AS charset, extra FROM information_schema.columns
        WHERE table_schema = ${quote(schema)} AND table_name = ${quote(table)}
        ORDER BY ordinal_position`,
    );
    const columns = rows.map((row): Column => {
      const dataType = row.string('type').toLowerCase();
      return {
        name: row.string('name'),
        dataType,
        columnType: row.string('full').toLowerCase(),
        generated: /GENERATED/.test(row.string('extra')),
        invisible: false,
        nullable: true,
        sequenceDefault: false,
        charset: row.text('charset') ?? undefined,
        collation: undefined,
        rowStart: false,
      };
    });
    const chosen = columns.filter((column) => hasSameText(column, EXACT));
    for (const { dataType } of chosen) seen.add(dataType);
    const list = toSelectList(chosen, EXACT).map(({ expression }) => expression);
    return `SELECT ${list.join(', ') || 'NULL'} FROM ${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
  }

  test('text rows and binary rows of the fixtures', async (context) => {
    const seen = new Set<string>();
    let tables = 0;
    let bytes = 0;
    for (const fixture of listFixtures(flavor)) {
      if (!ABOUT_VALUES.test(fixture.name)) continue;
      const loaded = await server.restore(fixture.path, { args: ['--comments'] });
      assert.equal(loaded.code, 0, loaded.stderr);
      const listed = await session.query(
        `SELECT table_schema AS s, table_name AS t FROM information_schema.tables
          WHERE table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
            AND table_schema IN (${fixture.databases.map(quote).join(', ')})`,
      );
      for (const row of listed) {
        const select = await buildSelect(row.string('s'), row.string('t'), seen);
        for (const way of WAYS) {
          const text = await readInserts(session, select, { ...way, format: 'text' });
          const binary = await readInserts(session, select, { ...way, format: 'binary' });
          assert.equal(firstDifference(binary, text), undefined, select);
          bytes += text.length;
        }
        tables++;
      }
      const names = fixture.databases.map(quoteIdentifier);
      await session.execute(
        `SET FOREIGN_KEY_CHECKS = 0; ${names.map((name) => `DROP DATABASE IF EXISTS ${name}`).join('; ')}`,
      );
    }
    const wanted = `${TYPES},${OWN_TYPES[flavor]}`.split(',');
    assert.deepEqual(
      wanted.filter((type) => !seen.has(type)),
      [],
    );
    context.diagnostic(`${flavor}: ${tables} tables, ${bytes} bytes of SQL each way`);
  });

  test('rows of more than a frame, and more columns than a byte has marks', async () => {
    const long =
      "SELECT 1e0 AS d, REPEAT('a''b', 6000000) AS t, NULL AS n, REPEAT('x', 300000) AS u";
    const wide = Array.from({ length: 300 }, (_, at) => (at % 3 === 0 ? 'NULL' : `${at} * 1e0`));
    for (const sql of [`${long} UNION ALL ${long}`, `SELECT ${wide.join(', ')}`]) {
      for (const way of WAYS.slice(0, 2)) {
        const text = await readInserts(session, sql, { ...way, format: 'text' });
        const binary = await readInserts(session, sql, { ...way, format: 'binary' });
        assert.equal(firstDifference(binary, text), undefined);
      }
    }
  });
});

function quote(name: string): string {
  return `'${name.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
}
