// Rows of --tab as we write them against the files a server writes: SELECT ... INTO OUTFILE
// with every layout of fields and lines.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildFieldClause, toOutfileLayout } from '../../src/encode/rows/outfile-layout.js';
import { OutfileRowEncoder } from '../../src/encode/rows/outfile-row-encoder.js';
import type { TabOptions } from '../../src/model/options.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { firstDifference, openDumpSession, writeRows } from './stock-rows.js';

type Layout = Partial<Omit<TabOptions, 'directory' | 'header'>>;

const LAYOUTS: readonly Layout[] = [
  {},
  { fieldsTerminatedBy: ',' },
  { fieldsTerminatedBy: ',', fieldsEnclosedBy: '"' },
  { fieldsTerminatedBy: ',', fieldsOptionallyEnclosedBy: '"', linesTerminatedBy: '\\r\\n' },
  { fieldsTerminatedBy: ', ', fieldsEnclosedBy: "'", fieldsEscapedBy: '' },
  { fieldsOptionallyEnclosedBy: '`', fieldsEscapedBy: '#', linesTerminatedBy: '<end>\\n' },
  { fieldsEscapedBy: '' },
  { fieldsEscapedBy: '"', fieldsEnclosedBy: '"' },
  { fieldsTerminatedBy: '', fieldsEnclosedBy: '|' },
  { fieldsTerminatedBy: 'n' },
  { fieldsTerminatedBy: '1' },
  { fieldsTerminatedBy: 'b', fieldsEnclosedBy: 'n' },
  { fieldsTerminatedBy: 'b', fieldsOptionallyEnclosedBy: 'N' },
  { fieldsEnclosedBy: '0' },
  { fieldsOptionallyEnclosedBy: '5', fieldsTerminatedBy: '2' },
  { linesTerminatedBy: '' },
  { linesTerminatedBy: 'a', fieldsTerminatedBy: 'x' },
  { fieldsTerminatedBy: '0x09', linesTerminatedBy: '0x0A' },
];

/** INT, YEAR and the rest of the numbers, by protocol type; BIT is one to MariaDB. */
const NUMBER_TYPES = new Set([0, 1, 2, 3, 4, 5, 8, 9, 13, 246]);
const BIT = 16;

forEachFlavor((flavor) => {
  let server: TestServer;
  let files = 0;

  before(async () => {
    server = await startServer(flavor);
    await server.run(TABLE);
  });
  after(async () => await server?.remove());

  for (const layout of LAYOUTS) {
    test(JSON.stringify(layout), async () => {
      const options = { ...NO_LAYOUT, ...layout };
      const file = join(server.datadir, `out${++files}`);
      await server.run(
        `SET time_zone = '+00:00'; SELECT * INTO OUTFILE '${file}' CHARACTER SET binary${buildFieldClause(options)} FROM d.o`,
      );
      const session = await openDumpSession(server, 'utf8mb4');
      await session.execute('SET character_set_results = binary');
      const rows = await writeRows(session, 'SELECT * FROM d.o', (columns) => {
        const described = columns.map(({ type }) => ({
          isNumber: NUMBER_TYPES.has(type) || (type === BIT && flavor === 'mariadb'),
        }));
        return new OutfileRowEncoder(described, toOutfileLayout(options));
      });
      await session.close();
      assert(rows.length > 500);
      assert.equal(firstDifference(rows, await readFile(file)), undefined);
    });
  }
});

const NO_LAYOUT = {
  fieldsTerminatedBy: undefined,
  fieldsEnclosedBy: undefined,
  fieldsOptionallyEnclosedBy: undefined,
  fieldsEscapedBy: undefined,
  linesTerminatedBy: undefined,
};

const EVERY_BYTE = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)).toString('hex');

const TABLE = `CREATE DATABASE d; USE d; SET sql_mode = '';
CREATE TABLE o (id INT, d DECIMAL(8,3), f FLOAT, db DOUBLE, y YEAR, b BIT(14), bin VARBINARY(300),
  t TEXT CHARACTER SET latin1, u VARCHAR(90) CHARACTER SET utf8mb4, e ENUM('a,b','n"x'), dt DATETIME(1),
  tm TIME, g GEOMETRY, j JSON);
INSERT INTO o VALUES
 (-1250, -12.5, 1/3, 1e-300, 2025, b'10000101011100', x'${EVERY_BYTE}', 'tab\\tnl\\ncr\\rbs\\\\q\\'d"n0NbrtZ,; 125', 'ä表😀,"|n1', 'a,b', '2024-01-02 03:04:05.6', '-1:2:3', ST_GeomFromText('POINT(1 2)'), '{"a": [1, "n,\\\\n"]}'),
 (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (0, 0, 0, -0e0, 0, 0, '', '', '', '', 0, 0, NULL, '""'),
 (51, 251.125, 1e30, 5, 1999, b'1010', 'NULL', 'NULL', '\\\\N', 'n"x', '1999-12-31', '251:0:0', NULL, '1');`;
