// Text that a way through utf8mb4 would change: every one- and two-byte value of every
// character set that does not come back from there as it was.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertSameServers, compareServers } from '../support/compare.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain } from '../support/tsdump.js';

/** utf16, utf32 and ucs2 are Unicode; `filename` and `binary` hold no text. */
const OTHER = "'utf8mb4','utf8mb3','utf8','utf16','utf16le','utf32','ucs2','filename','binary'";

forEachFlavor((flavor) => {
  let source: TestServer;
  let target: TestServer;
  let changed = 0;
  before(async () => {
    [source, target] = await Promise.all([startServer(flavor), startServer(flavor)]);
    await source.run(
      'CREATE DATABASE t; CREATE TABLE t.codes (n INT PRIMARY KEY); INSERT INTO t.codes' +
        ' WITH RECURSIVE b AS (SELECT 0 AS n UNION ALL SELECT n + 1 FROM b WHERE n < 255)' +
        ' SELECT x.n * 256 + y.n FROM b x, b y',
    );
    const names = await source.run(
      `SELECT CHARACTER_SET_NAME FROM information_schema.CHARACTER_SETS WHERE CHARACTER_SET_NAME NOT IN (${OTHER})`,
    );
    for (const charset of names.split('\n')) changed += await fill(charset);
  });
  after(async () => {
    await Promise.all([source.remove(), target.remove()]);
  });

  /** A table of the values that change; how many there are. */
  async function fill(charset: string): Promise<number> {
    const bytes = 'IF(n < 256, CHAR(n), UNHEX(LPAD(HEX(n), 4, "0")))';
    const lost = `CONVERT(CONVERT(s USING utf8mb4) USING ${charset})`;
    const count = await source.run(`
      SET sql_mode = '';
      CREATE TABLE t.${charset} (n INT PRIMARY KEY, s VARCHAR(4) CHARACTER SET ${charset}, m TEXT CHARACTER SET ${charset});
      INSERT IGNORE INTO t.${charset} (n, s) SELECT n, ${bytes} FROM t.codes;
      DELETE FROM t.${charset} WHERE CONVERT(s USING binary) <> ${bytes} OR CONVERT(s USING binary) = CONVERT(${lost} USING binary);
      UPDATE t.${charset} SET m = s;
      SELECT COUNT(*) FROM t.${charset};`);
    return Number(count);
  }

  test('every byte under every collation comes back', async () => {
    const collations = await source.run(
      `SELECT CHARACTER_SET_NAME, COLLATION_NAME FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY WHERE CHARACTER_SET_NAME IN (SELECT CHARACTER_SET_NAME FROM information_schema.CHARACTER_SETS WHERE MAXLEN = 1 AND CHARACTER_SET_NAME NOT IN (${OTHER}))`,
    );
    await source.run('CREATE DATABASE c');
    for (const line of collations.split('\n')) {
      const [charset = '', collation = ''] = line.split('\t');
      await source.run(`
        SET sql_mode = '';
        CREATE TABLE c.${collation} (n INT PRIMARY KEY, s CHAR(1) CHARACTER SET ${charset} COLLATE ${collation});
        INSERT IGNORE INTO c.${collation} SELECT n, CONVERT(CHAR(n USING binary) USING ${charset}) FROM t.codes WHERE n < 256;`);
    }
    const restored = await target.restore(
      await dumpPlain(source, ['--read-only', '--set-gtid-purged=off', '--databases', 'c']),
    );
    assert.equal(restored.code, 0, restored.stderr);
    await assertSameServers(source, target, ['c']);
  });

  test('comes back byte for byte', async (context) => {
    assert.ok(changed > 10_000, `only ${changed} values`);
    context.diagnostic(`${changed} values`);
    await source.run('DROP TABLE t.codes');
    const args = ['--read-only', '--set-gtid-purged=off', '--databases', 't'];
    const restored = await target.restore(await dumpPlain(source, args));
    assert.equal(restored.code, 0, restored.stderr);
    await assertSameServers(source, target, ['t']);
    // As mysqldump sends it, it does not: else this test would prove nothing.
    const lossy = await target.restore(await dumpPlain(source, ['--skip-exact-text', ...args]));
    assert.equal(lossy.code, 0, lossy.stderr);
    assert.ok((await compareServers(source, target, ['t'])).length > 10);
  });
});
