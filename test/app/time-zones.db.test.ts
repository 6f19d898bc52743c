// What a table computes from instants comes out otherwise in the time zone of a restore: it is
// named, and the way that is named with it brings it back as it was.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';

const DEPENDS = /time zone and comes out otherwise/;

forEachFlavor((flavor) => {
  const isMysql = flavor === 'mysql';
  const quiet = ['--compress=none', ...(isMysql ? ['--set-gtid-purged=off'] : [])];
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(
      "SET GLOBAL time_zone = '+05:30'; SET time_zone = '+05:30'; CREATE DATABASE zones; USE zones;" +
        'CREATE TABLE days (id INT PRIMARY KEY, `t``s` TIMESTAMP NULL, d DATE AS (DATE(`t``s`)) STORED,' +
        " label VARCHAR(60) AS (CONCAT('it''s \\\\ ', `t``s`)) STORED, same INT AS (id * 2) STORED," +
        ' virt DATE AS (DATE(`t``s`)) VIRTUAL);' +
        "INSERT INTO days (id, `t``s`) VALUES (1, '2026-03-01 02:00:00'), (2, NULL);" +
        'CREATE TABLE same (ts TIMESTAMP NULL, n INT AS (MINUTE(ts) - MINUTE(ts)) STORED);' +
        "INSERT INTO same (ts) VALUES ('2026-03-01 02:00:00');" +
        'CREATE TABLE hours (ts TIMESTAMP NULL, n INT, CONSTRAINT early CHECK (HOUR(ts) < 9), CHECK (n > 0));' +
        "INSERT INTO hours VALUES ('2026-03-01 02:00:00', 1)",
    );
  });
  after(async () => await server.remove());

  const read = async (): Promise<string> =>
    await server.run('SELECT d, label, same, virt FROM zones.days ORDER BY id');

  test('generated columns and checks that depend on the zone are named, others are not', async () => {
    for (const args of [[], ['--verify-source'], ['--threads=2']]) {
      const { code, stderr } = await runTsdump(server, [...quiet, ...args, 'zones']);
      assert.equal(code, 0, stderr);
      const named = stderr.split('\n').filter((line) => DEPENDS.test(line));
      const wanted = ['column d of zones.days', 'column label of zones.days'];
      // MariaDB's checks are not looked at while a dump is restored.
      if (isMysql) wanted.push('CHECK early of zones.hours');
      assert.equal(named.length, wanted.length, stderr);
      for (const what of wanted) assert.ok(stderr.includes(what), what);
    }
  });

  test('the way that is named brings them back', async () => {
    const asWritten = await read();
    const { stderr, stdout } = await runTsdump(server, [...quiet, '--skip-tz-utc', 'zones']);
    assert.doesNotMatch(stderr, DEPENDS);
    const restored = await server.restore(stdout, { database: 'zones' });
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal(await read(), asWritten);
    assert.equal(await server.run('SELECT n FROM zones.hours'), '1');
  });
});
