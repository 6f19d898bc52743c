// Rows of --xml against the stock tool of the same server.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SkippingEncoder } from '../../src/encode/rows/skipping-encoder.js';
import { XmlRowEncoder } from '../../src/encode/rows/xml-row-encoder.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { firstDifference, kindsOf, openDumpSession, stockRows, writeRows } from './stock-rows.js';

forEachFlavor((flavor) => {
  let server: TestServer;

  before(async () => {
    server = await startServer(flavor);
    await server.run(TABLE);
  });
  after(async () => await server?.remove());

  for (const hexBlob of [false, true]) {
    test(hexBlob ? 'rows with --hex-blob' : 'rows', async () => {
      const stock = await stockRows(server, 'x', ['--xml', ...(hexBlob ? ['--hex-blob'] : [])]);
      const begin = Buffer.from('<table_data name="x">\n');
      const from = stock.indexOf(begin) + begin.length;
      const session = await openDumpSession(server, 'utf8mb4');
      const rows = await writeRows(session, 'SELECT * FROM d.x', (columns) => {
        const skipped = columns.map(({ name }) => flavor === 'mysql' && name === 'gen');
        const kinds = kindsOf(columns, hexBlob);
        const fields = columns.map(({ name }, index) => ({
          name: Buffer.from(name).toString('latin1'),
          kind: kinds[index] as 0,
        }));
        const written = fields.filter((_field, index) => !skipped[index]);
        return new SkippingEncoder(new XmlRowEncoder(written, false), skipped, false);
      });
      await session.close();
      assert(rows.length > 1000);
      const until = stock.indexOf('\t</table_data>');
      assert.equal(firstDifference(rows, stock.subarray(from, until)), undefined);
    });
  }
});

const EVERY_BYTE = Buffer.from(Uint8Array.from({ length: 256 }, (_, byte) => byte)).toString('hex');

const TABLE = `CREATE DATABASE d; USE d; SET sql_mode = '';
CREATE TABLE x (id INT, gen INT AS (id + 1), \`a&b <c> "d" 'e' \\\\ ä\` TEXT, f FLOAT, db DOUBLE,
  bin VARBINARY(300), bl BLOB, bt BIT(9), g GEOMETRY, e ENUM('<','&'), y YEAR, dt DATETIME(2),
  j JSON) DEFAULT CHARSET=utf8mb4;
INSERT INTO x (id, \`a&b <c> "d" 'e' \\\\ ä\`, f, db, bin, bl, bt, g, e, y, dt, j) VALUES
 (1, '<&>"''\\\\\\n\\r\\t ]]> ä 表 😀', 1/3, -0e0, x'${EVERY_BYTE}', x'00', 300, ST_GeomFromText('POINT(1 2)'), '<', 2024, '2024-01-02 03:04:05.67', '{"&": "<\\\\n>"}'),
 (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
 (-5, '', 1e30, 1e300, '', '', 0, NULL, '&', 0, 0, '[]');`;
