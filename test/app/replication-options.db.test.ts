// The options that write coordinates, on a source and its replica: the statements they
// write, their older names, and what a restore of them does.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertSameServers } from '../support/compare.js';
import {
  connectionClauses,
  replicaStatus,
  type ReplicationPair,
  startPair,
  waitForReplica,
} from '../support/replication.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain, runTsdump } from '../support/tsdump.js';

async function dumpText(server: TestServer, ...args: string[]): Promise<string> {
  return (await dumpPlain(server, args)).toString('utf8');
}

/** The statement with the position, its comment marks in front included. */
function changeStatement(sql: string): string {
  return /^.*CHANGE (REPLICATION SOURCE|MASTER).*LOG_FILE.*$/m.exec(sql)?.[0] ?? '';
}

forEachFlavor((flavor) => {
  const mysql = flavor === 'mysql';
  let pair: ReplicationPair;

  before(async () => {
    pair = await startPair(flavor);
    await pair.source.run(`CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY);
      INSERT INTO shop.t VALUES (1), (2);`);
    await waitForReplica(pair);
  });
  after(async () => {
    await pair.stop();
  });

  async function readPosition(server: TestServer): Promise<{ file: string; position: string }> {
    const statement = mysql ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
    const [file = '', position = ''] = (await server.run(statement)).split('\t');
    return { file, position };
  }

  describe('--source-data', () => {
    test('1 is a statement, 2 a comment, with the position of the server', async () => {
      const { file, position } = await readPosition(pair.source);
      for (const name of ['--source-data', '--source-data=1', '--master-data', '--master-data=1']) {
        const line = changeStatement(await dumpText(pair.source, name));
        assert.match(line, /^CHANGE /, name);
        assert.ok(
          line.includes(`LOG_FILE='${file}'`) && line.includes(`LOG_POS=${position};`),
          line,
        );
      }
      for (const name of ['--source-data=2', '--master-data=2']) {
        const line = changeStatement(await dumpText(pair.source, name));
        assert.match(line, /^-- CHANGE /, name);
        assert.ok(line.includes(`LOG_POS=${position};`), line);
      }
      assert.equal(changeStatement(await dumpText(pair.source)), '');
      assert.equal(changeStatement(await dumpText(pair.source, '--source-data=0')), '');
    });

    test('every way to keep the server still gives the same position', async () => {
      const { position } = await readPosition(pair.source);
      for (const mode of ['--read-only', '--lock-all-tables', '--single-transaction', '-l']) {
        const line = changeStatement(await dumpText(pair.source, '--source-data', mode));
        assert.ok(line.includes(`LOG_POS=${position};`), `${mode}: ${line}`);
      }
    });

    test('--gtid: by GTID, where the flavor has another way', async () => {
      const sql = await dumpText(pair.source, '--source-data', '--gtid');
      if (mysql) {
        assert.match(changeStatement(sql), /^CHANGE REPLICATION SOURCE TO SOURCE_LOG_FILE/);
        return;
      }
      const position = await pair.source.run('SELECT @@GLOBAL.gtid_binlog_pos');
      assert.match(sql, /^CHANGE MASTER TO MASTER_USE_GTID=slave_pos;$/m);
      assert.match(changeStatement(sql), /^-- /);
      assert.ok(sql.includes(`\nSET GLOBAL gtid_slave_pos='${position}';\n`));
    });
  });

  describe('--dump-replica', () => {
    test('the position in the source, and the applier runs again', async () => {
      await waitForReplica(pair);
      const { file, position } = await readPosition(pair.source);
      const cases = [
        ['--dump-replica', /^CHANGE /],
        ['--dump-slave=1', /^CHANGE /],
        ['--dump-replica=2', /^-- CHANGE /],
        ['--dump-slave=2', /^-- CHANGE /],
      ] as const;
      for (const [name, begins] of cases) {
        const line = changeStatement(await dumpText(pair.replica, name));
        assert.match(line, begins, name);
        assert.ok(
          line.includes(`LOG_FILE='${file}'`) && line.includes(`LOG_POS=${position}`),
          line,
        );
        assert.equal((await replicaStatus(pair.replica))?.sqlRunning, true);
      }
    });

    test('--include-source-host-port', async () => {
      for (const name of ['--include-source-host-port', '--include-master-host-port']) {
        const line = changeStatement(await dumpText(pair.replica, '--dump-replica=2', name));
        assert.match(line, new RegExp(`_HOST='127\\.0\\.0\\.1', \\w+_PORT=${pair.source.port}, `));
      }
      const line = changeStatement(await dumpText(pair.replica, '--dump-replica=2'));
      assert.doesNotMatch(line, /_HOST/);
    });

    test('an applier that stood still stays so', async () => {
      await pair.replica.run(mysql ? 'STOP REPLICA SQL_THREAD' : 'STOP SLAVE SQL_THREAD');
      try {
        const line = changeStatement(await dumpText(pair.replica, '--dump-replica=2'));
        assert.match(line, /LOG_POS=\d+/);
        assert.equal((await replicaStatus(pair.replica))?.sqlRunning, false);
      } finally {
        await pair.replica.run(mysql ? 'START REPLICA SQL_THREAD' : 'START SLAVE SQL_THREAD');
      }
    });
  });

  test('--apply-replica-statements around a dump that moves a replica of its own', async () => {
    const args = ['--source-data', '--apply-replica-statements', '--gtid', '--add-drop-database'];
    const old = await dumpText(pair.source, '--apply-slave-statements');
    assert.match(old, mysql ? /^STOP REPLICA;$/m : /^STOP ALL SLAVES;$/m);
    const fresh = await startServer(flavor, { serverId: 3 });
    try {
      // A replica that was set up, has stopped, and holds something else.
      const clauses = connectionClauses(pair.source, mysql ? 'SOURCE' : 'MASTER');
      await fresh.run(
        mysql
          ? `CHANGE REPLICATION SOURCE TO ${clauses}, GET_SOURCE_PUBLIC_KEY = 1`
          : `CHANGE MASTER TO ${clauses}`,
      );
      const sql = await dumpText(pair.source, ...args);
      const stop = sql.search(/^STOP (REPLICA|ALL SLAVES);$/m);
      const start = sql.search(/^START (REPLICA|ALL SLAVES);$/m);
      assert.ok(stop >= 0 && stop < sql.indexOf('CREATE TABLE') && start > sql.indexOf('INSERT'));
      const restored = await fresh.restore(Buffer.from(sql));
      assert.equal(restored.code, 0, restored.stderr);
      await pair.source.run('INSERT INTO shop.t VALUES (3)');
      await waitForReplica({ source: pair.source, replica: fresh });
      await assertSameServers(pair.source, fresh, ['shop']);
      await waitForReplica(pair);
    } finally {
      await fresh.remove();
    }
  });

  describe('--set-gtid-purged', { skip: !mysql && 'MySQL has it' }, () => {
    const WARNING = /GTIDs of all its transactions.*--set-gtid-purged=off/;

    test('off, on, commented, auto', async () => {
      const executed = await pair.source.run('SELECT @@GLOBAL.gtid_executed');
      const of = async (value: string): Promise<string> =>
        await dumpText(pair.source, `--set-gtid-purged=${value}`);
      assert.doesNotMatch(await of('OFF'), /GTID_PURGED|SQL_LOG_BIN/);
      for (const value of ['ON', 'auto']) {
        const sql = await of(value);
        assert.ok(sql.includes(`SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '${executed}';`), value);
        assert.match(sql, /^SET @@SESSION\.SQL_LOG_BIN= 0;$/m);
      }
      assert.ok((await of('commented')).includes(`/* SET @@GLOBAL.GTID_PURGED='+${executed}';*/`));
    });

    test('auto and a part of the server: a comment, and nothing that a restore obeys', async () => {
      const parts = [
        ['shop'],
        ['--databases', 'shop'],
        ['--ignore-table=shop.t'],
        ['--skip-events'],
        ['--no-data'],
      ];
      const executed = await pair.source.run('SELECT @@GLOBAL.gtid_executed');
      for (const part of parts) {
        const { stderr, stdout, code } = await runTsdump(pair.source, ['--compress=none', ...part]);
        assert.equal(code, 0, stderr);
        assert.doesNotMatch(stderr, WARNING);
        const sql = stdout.toString('latin1');
        assert.ok(sql.includes(`/* SET @@GLOBAL.GTID_PURGED='+${executed}';*/`), part.join(' '));
        assert.doesNotMatch(sql, /SQL_LOG_BIN/);
      }
    });

    test('a part that is to be a replica claims them, with a warning', async () => {
      const part = ['--compress=none', '--source-data', '--databases', 'shop'];
      const { stderr, stdout, code } = await runTsdump(pair.source, part);
      assert.equal(code, 0, stderr);
      assert.match(stderr, WARNING);
      assert.match(stdout.toString('latin1'), /^SET @@GLOBAL\.GTID_PURGED/m);
    });

    test('no warning for all of it, nor where the flag says what is meant', async () => {
      const cases = [
        [],
        ['--all-databases'],
        ['shop', '--set-gtid-purged=off'],
        ['shop', '--set-gtid-purged=on'],
        ['shop', '--set-gtid-purged=commented'],
      ];
      for (const args of cases) {
        const { stderr, code } = await runTsdump(pair.source, ['--compress=none', ...args]);
        assert.equal(code, 0, stderr);
        assert.doesNotMatch(stderr, WARNING, args.join(' '));
      }
    });

    test('a restore takes the GTIDs over, and writes nothing to its own log', async () => {
      const fresh = await startServer(flavor, { serverId: 3 });
      try {
        const sql = await dumpText(pair.source, '--set-gtid-purged=on');
        const restored = await fresh.restore(Buffer.from(sql));
        assert.equal(restored.code, 0, restored.stderr);
        assert.equal(
          await fresh.run('SELECT GTID_SUBTRACT(@@GLOBAL.gtid_executed, @@GLOBAL.gtid_purged)'),
          '',
        );
        assert.equal(
          await fresh.run('SELECT @@GLOBAL.gtid_executed'),
          await pair.source.run('SELECT @@GLOBAL.gtid_executed'),
        );
      } finally {
        await fresh.remove();
      }
    });
  });
});
