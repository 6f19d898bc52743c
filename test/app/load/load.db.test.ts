// What tsload does to a target that is not empty, with a part of a dump, with a dump it does
// not trust, and when it is cut off.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { makeTemporaryFolder } from '../../support/child-process.js';
import { compareServers } from '../../support/compare.js';
import { projectPath } from '../../support/project.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { runTsdump } from '../../support/tsdump.js';
import { loadInto, runTsload } from '../../support/tsload.js';

const SHOP = `
  CREATE DATABASE shop; USE shop;
  CREATE TABLE people (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(40), KEY by_name (name));
  INSERT INTO people (name) VALUES ('Ada'), ('Grace'), ('it''s'), (NULL);
  CREATE TABLE orders (id INT PRIMARY KEY, person INT, data LONGBLOB,
    KEY by_person (person), CONSTRAINT whose FOREIGN KEY (person) REFERENCES people (id));
  CREATE TABLE notes (id INT, text TEXT) ENGINE=MyISAM;
  INSERT INTO notes VALUES (1, 'a'), (2, NULL);
  CREATE VIEW names AS SELECT name FROM people;
  CREATE TRIGGER no_blank BEFORE INSERT ON people FOR EACH ROW SET NEW.name = UPPER(NEW.name);
  CREATE PROCEDURE count_people() SELECT COUNT(*) FROM people;
`;
/** Enough batches to be cut off between. */
const ORDERS =
  'INSERT INTO shop.orders SELECT a.n * 100 + b.n, 1 + b.n % 4, REPEAT(CHAR(65 + b.n % 26), 6000) FROM ' +
  [100, 100]
    .map(
      (_, at) =>
        `(SELECT x.i * 10 + y.i AS n FROM ${['x', 'y']
          .map(
            (name) =>
              `(${Array.from({ length: 10 }, (__, i) => `SELECT ${i} AS i`).join(' UNION ALL ')}) ${name}`,
          )
          .join(' JOIN ')}) ${at === 0 ? 'a' : 'b'}`,
    )
    .join(' JOIN ');

forEachFlavor((flavor) => {
  let source: TestServer;
  let target: TestServer;
  let dump: string;

  before(async () => {
    [source, target] = await Promise.all([startServer(flavor), startServer(flavor)]);
    await source.run(SHOP);
    await source.run(ORDERS);
    dump = join(makeTemporaryFolder('load'), 'shop.sql.zst');
    const args = ['--set-gtid-purged=off', '--chunk-size=8M', `--result-file=${dump}`];
    const dumped = await runTsdump(source, [...args, '--databases', 'shop']);
    assert.equal(dumped.code, 0, dumped.stderr);
  });
  after(async () => {
    await Promise.all([source.remove(), target.remove()]);
  });
  beforeEach(async () => {
    await target.run('DROP DATABASE IF EXISTS shop; DROP DATABASE IF EXISTS tsload_progress');
  });

  async function differences(): Promise<readonly unknown[]> {
    return await compareServers(source, target, ['shop']);
  }

  async function load(...args: string[]): Promise<void> {
    const result = await runTsload(target, [...args, dump]);
    assert.equal(result.code, 0, result.stderr);
  }

  test('what is loaded is what was dumped, and --verify sees when it is not', async () => {
    await load();
    assert.deepEqual(await differences(), []);
    await load('--verify');
    await target.run("UPDATE shop.orders SET data = 'x' WHERE id = 517");
    const result = await runTsload(target, ['--verify', dump]);
    assert.equal(result.code, 17, result.stderr);
    assert.match(
      result.stderr,
      /shop\.orders is not as in the dump: its 10000 rows have other values/,
    );
    await target.run('DELETE FROM shop.notes WHERE id = 2');
    const again = await runTsload(target, ['--verify', dump]);
    assert.match(again.stderr, /shop\.notes is not as in the dump: it has 1 rows, the dump 2/);
  });

  test('--dry-run changes nothing', async () => {
    await load('--dry-run');
    assert.equal(await target.run("SHOW DATABASES LIKE 'shop'"), '');
    assert.equal(await target.run("SHOW DATABASES LIKE 'tsload%'"), '');
  });

  describe('what is there already', () => {
    beforeEach(async () => {
      await target.run(
        'CREATE DATABASE shop; CREATE TABLE shop.notes (id INT, text TEXT) ENGINE=MyISAM; INSERT INTO shop.notes VALUES (9, "mine")',
      );
    });

    test('is refused before any change', async () => {
      const result = await runTsload(target, [dump]);
      assert.equal(result.code, 15, result.stderr);
      assert.match(result.stderr, /the target has table shop\.notes already/);
      assert.equal((await target.run('SHOW TABLES FROM shop')).trim(), 'notes');
      assert.equal(await target.run("SHOW DATABASES LIKE 'tsload%'"), '');
    });

    test('is left as it is, with its rows', async () => {
      await load('--on-existing=skip');
      assert.equal((await target.run('SELECT id, text FROM shop.notes')).trim(), '9\tmine');
      assert.equal((await target.run('SELECT COUNT(*) FROM shop.orders')).trim(), '10000');
    });

    for (const what of ['drop', 'truncate']) {
      test(`makes room with ${what}`, async () => {
        await load(`--on-existing=${what}`);
        assert.deepEqual(await differences(), []);
      });
    }
  });

  test('one table, or all but its rows', async () => {
    await load('--tables=shop.people');
    assert.equal((await target.run('SHOW TABLES FROM shop')).trim(), 'people');
    assert.equal((await target.run('SELECT COUNT(*) FROM shop.people')).trim(), '4');
    await target.run('DROP DATABASE shop');
    await load('--ignore-table=shop.notes', '--ignore-table-data=shop.orders');
    const tables = (await target.run('SHOW TABLES FROM shop')).trim().split('\n');
    assert.deepEqual(tables, ['names', 'orders', 'people']);
    assert.equal((await target.run('SELECT COUNT(*) FROM shop.orders')).trim(), '0');
  });

  test('a load that was killed goes on, or is taken away', async () => {
    await killWhile('rows');
    const started = await runTsload(target, [dump]);
    assert.equal(started.code, 15, started.stderr);
    assert.match(started.stderr, /was cut off/);
    await load('--resume', '--threads=2');
    assert.deepEqual(await differences(), []);
    assert.equal(await target.run("SHOW DATABASES LIKE 'tsload%'"), '');
    await target.run('DROP DATABASE shop');
    await killWhile('rows');
    await load('--abort');
    assert.equal(await target.run("SHOW DATABASES LIKE 'shop'"), '');
    assert.equal(await target.run("SHOW DATABASES LIKE 'tsload%'"), '');
  });

  /** SIGKILL once some rows are in. */
  async function killWhile(phase: string, path: string = dump): Promise<void> {
    const args = [
      ...loadInto(target),
      '--threads=2',
      '--log-format=json',
      '--log-level=debug',
      path,
    ];
    const child = spawn(process.execPath, [projectPath('bin/tsload'), ...args]);
    let told = '';
    for await (const piece of child.stderr) {
      told += String(piece);
      if (told.includes(`"phase":"${phase}"`) && told.includes('load-progress')) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.equal(child.signalCode, 'SIGKILL', told);
  }

  test('SIGINT ends it at a point it goes on from', async () => {
    const args = [
      ...loadInto(target),
      '--threads=1',
      '--log-format=json',
      '--log-level=debug',
      dump,
    ];
    const child = spawn(process.execPath, [projectPath('bin/tsload'), ...args]);
    let told = '';
    let isAsked = false;
    child.stderr.on('data', (piece: Buffer) => {
      told += piece.toString();
      if (!isAsked && told.includes('load-progress')) isAsked = child.kill('SIGINT');
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 130, told);
    await load('--resume');
    assert.deepEqual(await differences(), []);
  });

  test('a dump that is not trusted changes nothing but its own databases', async () => {
    await target.run(
      'CREATE DATABASE other; CREATE TABLE other.t (i INT); INSERT INTO other.t VALUES (1)',
    );
    const hostile = `CREATE DATABASE shop; USE shop; CREATE TABLE t (i INT); INSERT INTO t VALUES (1),(2);
      CREATE USER evil@'%'; GRANT ALL ON *.* TO evil@'%'; SET GLOBAL max_connections = 7;
      DROP DATABASE other; DROP TABLE other.t; DELETE FROM other.t; TRUNCATE other.t;
      INSERT INTO mysql.db SELECT * FROM mysql.db; UPDATE mysql.user SET user = 'x';
      FLUSH PRIVILEGES; SELECT 1 INTO OUTFILE '/tmp/x'; LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE t;
      /*!50001 CREATE USER evil2 */; INSERT INTO t VALUES (3); INSERT INTO other.t VALUES (9),(10);
      CREATE TEMPORARY TABLE scratch (i INT); INSERT INTO scratch VALUES (4); INSERT IGNORE INTO t VALUES (5);`;
    const result = await runTsload(target, [], Buffer.from(hostile));
    assert.equal(result.code, 3, result.stderr);
    assert.equal(
      (await target.run('SELECT GROUP_CONCAT(i ORDER BY i) FROM shop.t')).trim(),
      '1,2,3,5',
    );
    assert.equal((await target.run('SELECT COUNT(*) FROM other.t')).trim(), '1');
    assert.equal(
      (await target.run("SELECT COUNT(*) FROM mysql.user WHERE user LIKE 'evil%'")).trim(),
      '0',
    );
    await target.run('DROP DATABASE other');
  });

  test('a dump of the stock tool comes out as its own client restores it', async () => {
    const dumped = await source.dump(['--routines', '--databases', 'shop']);
    assert.equal(dumped.code, 0, dumped.stderr);
    const result = await runTsload(target, ['--set-gtid-purged=off'], dumped.stdout);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(await differences(), []);
  });

  test('the least account of the manual is enough', async () => {
    await target.run(
      `CREATE USER loader; GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP ON tsload_progress.* TO loader;
       GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES, TRIGGER, EVENT, CREATE VIEW,
         CREATE ROUTINE, ALTER ROUTINE, LOCK TABLES ON shop.* TO loader;
       SET GLOBAL log_bin_trust_function_creators = ON`,
    );
    try {
      await load('--user=loader', '--definer=strip');
      const procedures =
        "SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'shop'";
      assert.match(await target.run(procedures), /^loader@/);
      assert.equal((await target.run('SELECT COUNT(*) FROM shop.orders')).trim(), '10000');
    } finally {
      await target.run('DROP USER loader; SET GLOBAL log_bin_trust_function_creators = OFF');
    }
  });

  test('a stream that was killed goes on, with tables that have no transactions', async () => {
    const dumped = await runTsdump(source, [
      '--compress=none',
      '--set-gtid-purged=off',
      '--databases',
      'shop',
    ]);
    const path = join(makeTemporaryFolder('load'), 'shop.sql');
    writeFileSync(path, dumped.stdout);
    await killWhile('definitions', path);
    const result = await runTsload(target, ['--resume', path]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(await differences(), []);
  });

  test('a dump that names no database goes where --database says', async () => {
    const path = join(makeTemporaryFolder('load'), 'named.sql.zst');
    const dumped = await runTsdump(source, [`--result-file=${path}`, 'shop']);
    assert.equal(dumped.code, 0, dumped.stderr);
    const plain = await runTsdump(source, ['--compress=none', 'shop', 'people']);
    try {
      await target.run('CREATE DATABASE copy; CREATE DATABASE other');
      const loaded = await runTsload(target, ['--database=copy', path]);
      assert.equal(loaded.code, 0, loaded.stderr);
      assert.equal((await target.run('SELECT COUNT(*) FROM copy.orders')).trim(), '10000');
      assert.equal(await target.run("SHOW DATABASES LIKE 'shop'"), '');
      const streamed = await runTsload(target, ['-D', 'other'], plain.stdout);
      assert.equal(streamed.code, 0, streamed.stderr);
      assert.equal((await target.run('SELECT COUNT(*) FROM other.people')).trim(), '4');
      const nowhere = await runTsload(target, [], plain.stdout);
      assert.equal(nowhere.code, 16, nowhere.stderr);
      assert.match(nowhere.stderr, /the dump names no database for .*\nhint: .*--database/);
    } finally {
      await target.run('DROP DATABASE copy; DROP DATABASE other');
    }
  });

  test('what no session can set is named', async () => {
    await target.run('SET GLOBAL innodb_default_row_format = compact');
    try {
      const result = await runTsload(target, ['--dry-run', dump]);
      assert.equal(result.code, 0, result.stderr);
      assert.match(result.stderr, /warning: innodb_default_row_format is compact on the target/);
    } finally {
      await target.run('SET GLOBAL innodb_default_row_format = dynamic');
    }
  });

  test('a target that is read only is refused', async () => {
    await target.run(
      'CREATE USER loader; GRANT ALL ON shop.* TO loader; GRANT ALL ON tsload_progress.* TO loader; SET GLOBAL read_only = ON',
    );
    const result = await runTsload(target, ['--user=loader', dump]);
    await target.run('SET GLOBAL read_only = OFF; DROP USER loader');
    assert.equal(result.code, 15, result.stderr);
    assert.match(result.stderr, /the target is read only/);
  });
});
