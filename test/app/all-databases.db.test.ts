// --all-databases into a fresh server of the same flavor: the stock client restores it to
// the end, and accounts, roles, grants, events and data are what they were.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertSameServers, readDatabases } from '../support/compare.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain, runTsdump } from '../support/tsdump.js';

const SHARED = `
CREATE DATABASE shop; USE shop;
CREATE TABLE t (id INT PRIMARY KEY, price DECIMAL(10, 2), secret INT);
INSERT INTO t VALUES (1, 9.99, 3), (2, 0.01, NULL);
CREATE VIEW cheap AS SELECT id FROM t WHERE price < 1;
CREATE PROCEDURE p() SELECT 1;
CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN a + 1;
CREATE EVENT e ON SCHEDULE EVERY 1 HOUR DISABLE DO DELETE FROM shop.t WHERE id < 0;
CREATE DATABASE nothing;
CREATE ROLE reader, writer;
GRANT SELECT ON shop.* TO reader;
GRANT reader TO writer;
GRANT INSERT, UPDATE (price) ON shop.t TO writer;
CREATE USER ann@'%' IDENTIFIED BY 'ann''s';
CREATE USER 'odd na\`me'@'10.0.0.%' IDENTIFIED BY 'x' REQUIRE SSL;
CREATE USER limited@localhost IDENTIFIED BY 'y' WITH MAX_QUERIES_PER_HOUR 90 MAX_USER_CONNECTIONS 3;
GRANT writer TO ann@'%' WITH ADMIN OPTION;
GRANT SELECT (id, price) ON shop.t TO 'odd na\`me'@'10.0.0.%';
GRANT EXECUTE ON PROCEDURE shop.p TO limited@localhost;
GRANT ALL ON \`sh_p%\`.* TO limited@localhost WITH GRANT OPTION;
GRANT PROCESS, RELOAD ON *.* TO ann@'%';
`;
const MYSQL = `
CREATE USER locked@'%' IDENTIFIED WITH caching_sha2_password BY 'z' PASSWORD EXPIRE INTERVAL 90 DAY
  FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME 2 ACCOUNT LOCK COMMENT 'never mind';
GRANT BACKUP_ADMIN, SYSTEM_VARIABLES_ADMIN ON *.* TO ann@'%';
GRANT REPLICATION SLAVE ON *.* TO locked@'%';
SET DEFAULT ROLE writer TO ann@'%';
`;
const MARIADB = `
CREATE USER locked@'%' IDENTIFIED BY 'z' PASSWORD EXPIRE INTERVAL 90 DAY ACCOUNT LOCK;
CREATE USER sock@localhost IDENTIFIED VIA unix_socket;
GRANT BINLOG MONITOR, READ_ONLY ADMIN ON *.* TO ann@'%';
GRANT SELECT ON shop.* TO PUBLIC;
SET DEFAULT ROLE writer FOR ann@'%';
`;

/** Everything SHOW tells of every account and role. */
async function readAccounts(server: TestServer): Promise<string[]> {
  const mysql = server.flavor === 'mysql';
  const list = await server.run(
    mysql
      ? "SELECT CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user ORDER BY 1"
      : "SELECT IF(is_role = 'Y', QUOTE(user), CONCAT(QUOTE(user), '@', QUOTE(host))) FROM mysql.user WHERE user <> 'PUBLIC' ORDER BY 1",
    { raw: true },
  );
  const accounts: string[] = [];
  for (const account of list.split('\n')) {
    const isRole = !mysql && !account.includes('@');
    const create = isRole ? '' : await server.run(`SHOW CREATE USER ${account}`, { raw: true });
    const grants = await server.run(`SHOW GRANTS FOR ${account}`, { raw: true });
    accounts.push(`${account}: ${create}\n${grants.split('\n').sort().join('\n')}`);
  }
  if (!mysql) accounts.push(await server.run('SHOW GRANTS FOR PUBLIC', { raw: true }));
  return accounts;
}

forEachFlavor((flavor) => {
  let source: TestServer;
  before(async () => {
    source = await startServer(flavor);
    await source.run(SHARED + (flavor === 'mysql' ? MYSQL : MARIADB));
  });
  after(async () => {
    await source.remove();
  });

  const cases: readonly (readonly string[])[] = [
    ['--read-only'],
    ['--single-transaction', '--add-drop-database', '--skip-comments'],
    ['--complete-insert', '--hex-blob', '--skip-extended-insert', '--skip-tz-utc'],
  ];
  for (const args of cases) {
    test(`${args.join(' ')}: a fresh server becomes the same`, async () => {
      const dump = await dumpPlain(source, ['--all-databases', ...args]);
      const fresh = await startServer(flavor);
      try {
        const restored = await fresh.restore(dump);
        assert.equal(restored.code, 0, restored.stderr);
        assert.deepEqual(await readDatabases(fresh), await readDatabases(source));
        await assertSameServers(source, fresh, await readDatabases(source));
        assert.deepEqual(await readAccounts(fresh), await readAccounts(source));
        // The accounts work, also after a restart on what is on disk.
        await fresh.restart();
        const login = await fresh.client('SELECT CURRENT_USER(), CURRENT_ROLE()', {
          args: [
            '--user=ann',
            "--password=ann's",
            '--host=127.0.0.1',
            `--port=${fresh.port}`,
            '--protocol=tcp',
          ],
        });
        assert.equal(login.code, 0, login.stderr);
        assert.match(login.stdout, /^ann@%\t.*writer/);
        assert.deepEqual(await readAccounts(fresh), await readAccounts(source));
      } finally {
        await fresh.remove();
      }
    });
  }

  test('a dump of the copy is the dump of the original', async () => {
    const args = ['--all-databases', '--skip-dump-date', '--order-by-primary'];
    if (flavor === 'mysql') args.push('--set-gtid-purged=off');
    const first = await dumpPlain(source, args);
    const fresh = await startServer(flavor);
    try {
      const restored = await fresh.restore(first);
      assert.equal(restored.code, 0, restored.stderr);
      const second = await dumpPlain(fresh, args);
      assert.deepEqual(linesThatMatter(second), linesThatMatter(first));
    } finally {
      await fresh.remove();
    }
  });

  test('exit status 0, and nothing to warn of', async () => {
    const { code, stderr } = await runTsdump(source, ['--all-databases', '--read-only', '--quiet']);
    assert.equal(code, 0, stderr);
    assert.equal(stderr, '');
  });
});

/** Without what a server counts for itself, and without when things were made. */
function linesThatMatter(dump: Buffer): string[] {
  return (
    dump
      .toString('latin1')
      .split('\n')
      .filter((line) => !/^INSERT.*INTO `(innodb_|server_cost|engine_cost|\w+_stats)/.test(line))
      // MySQL prints the character set of its own columns once they were made by a statement.
      .map((line) => line.replaceAll(/ CHARACTER SET \w+(?= COLLATE)/g, ''))
      .map((line) => line.replaceAll(/'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*'/g, "'then'"))
  );
}
