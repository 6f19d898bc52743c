// Stored programs whose text only reads right by the rules they were created under, and
// databases whose names are almost the server's own: both come back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain } from '../support/tsdump.js';

/** By character set: a character whose last byte is a backslash. */
const WIDE: readonly (readonly [string, readonly number[]])[] = [
  ['sjis', [0x95, 0x5c]],
  ['cp932', [0x95, 0x5c]],
  ['big5', [0xa5, 0x5c]],
  ['gbk', [0x81, 0x5c]],
];

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    const programs = WIDE.flatMap(([charset, bytes]) => [
      `SET character_set_client = ${charset}, collation_connection = ${charset}_bin;\n`,
      `CREATE FUNCTION f_${charset}() RETURNS varchar(9) CHARACTER SET utf8mb4 DETERMINISTIC RETURN '`,
      Buffer.from(bytes),
      // The comment lets the client, which escapes by the backslash, find the end.
      "' -- '\n;\n",
    ]);
    const sql = [
      'CREATE DATABASE honest; CREATE DATABASE ndbinfo; CREATE DATABASE `MySQL`; CREATE DATABASE `SYS`;\n',
      'CREATE TABLE ndbinfo.t (a int); CREATE TABLE `MySQL`.t (a int); CREATE TABLE `SYS`.t (a int);\n',
      'CREATE TABLE `MySQL`.innodb_table_stats (a int); INSERT INTO `MySQL`.innodb_table_stats VALUES (7);\n',
      'USE honest;\n',
      ...programs,
      'SET NAMES utf8mb4;\n',
      "SET sql_mode = 'ANSI_QUOTES';\n",
      'CREATE FUNCTION f_ansi() RETURNS int DETERMINISTIC RETURN (SELECT "v\\" FROM (SELECT 7 AS `v\\`) AS t) -- "\n;\n',
      "SET sql_mode = '';\n",
      flavor === 'mariadb'
        ? 'CREATE FUNCTION f_dollar() RETURNS int DETERMINISTIC RETURN (SELECT $a$ FROM (SELECT 8 AS $a$) AS t);\n'
        : '',
    ];
    const loaded = await server.restore(Buffer.concat(sql.map((part) => Buffer.from(part))), {
      args: ['--comments'],
    });
    assert.equal(loaded.code, 0, loaded.stderr);
  });
  after(async () => {
    await server.remove();
  });

  const answers = async (): Promise<string> =>
    await server.run(
      `SELECT ${WIDE.map(([charset]) => `HEX(honest.f_${charset}())`).join(', ')}, honest.f_ansi()` +
        (flavor === 'mariadb' ? ', honest.f_dollar()' : ''),
    );

  test('programs of other character sets and modes come back and answer the same', async () => {
    const asked = await answers();
    const dump = await dumpPlain(server, [
      ...(flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
      '--routines',
      '--databases',
      'honest',
    ]);
    await server.run('DROP DATABASE honest');
    const { code, stderr } = await server.restore(dump);
    assert.equal(code, 0, stderr);
    assert.equal(await answers(), asked);
  });

  test("left out is only what is the server's own", async () => {
    const sql = (await dumpPlain(server, ['--no-data', '--all-databases'])).toString();
    for (const name of ['ndbinfo', 'MySQL', 'SYS'])
      assert.match(sql, new RegExp(`^USE \`${name}\`;`, 'm'));
    assert.doesNotMatch(sql, /^USE `(?:sys|information_schema)`;/m);
  });

  test('a database called MySQL is dropped and made anew with all its rows', async () => {
    const gtid = flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : [];
    const args = [...gtid, '--add-drop-database', '--databases', 'MySQL'];
    const dump = await dumpPlain(server, args);
    assert.match(dump.toString(), /DROP DATABASE IF EXISTS `MySQL`/);
    await server.run('INSERT INTO `MySQL`.innodb_table_stats VALUES (8)');
    const { code, stderr } = await server.restore(dump);
    assert.equal(code, 0, stderr);
    assert.equal(await server.run('SELECT a FROM `MySQL`.innodb_table_stats'), '7');
  });
});
