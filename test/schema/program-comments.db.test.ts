// Comments of routines and events come back as they were, whatever client made them: servers
// show them in another character set and another escaping than the text around them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import { dumpPlain } from '../support/tsdump.js';

/** In latin1; a NUL cannot stand in what a client reads. */
const LATIN1 = `SET NAMES latin1; USE shop;
  CREATE EVENT e1 ON SCHEDULE EVERY 1 DAY COMMENT 'caf\xe9 \\\\ it''s\\n' DO SELECT 'caf\xe9';
  CREATE PROCEDURE p1() COMMENT 'caf\xe9 \\\\ it''s\\n' SELECT 'caf\xe9';
  CREATE FUNCTION f1(a INT) RETURNS INT DETERMINISTIC COMMENT 'caf\xe9' RETURN 1;
  CREATE TABLE t (a INT COMMENT 'caf\xe9') COMMENT 'caf\xe9';`;

const NO_ESCAPES = String.raw`USE shop; SET sql_mode = NO_BACKSLASH_ESCAPES;
  CREATE EVENT e2 ON SCHEDULE EVERY 1 DAY COMMENT 'C:\dir\it''s' DO SELECT '\';
  CREATE PROCEDURE p2() COMMENT 'C:\dir\' SELECT '\';
  CREATE TABLE t2 (a INT COMMENT '\') COMMENT 'C:\n';
  SET sql_mode = '', NAMES latin1;
  CREATE EVENT e3 ON SCHEDULE EVERY 1 DAY DO SELECT ' COMMENT ''no'' DO ';
  SET NAMES utf8mb4; ALTER EVENT e3 COMMENT 'ż';
  CREATE PROCEDURE p3() SELECT '
    COMMENT ''no''
';`;

forEachFlavor((flavor) => {
  test('comments of events and routines survive the round trip', async () => {
    await using server = await startServer(flavor);
    await server.run('CREATE DATABASE shop');
    const made = await server.restore(Buffer.from(LATIN1, 'latin1'), {
      args: ['--default-character-set=latin1'],
    });
    assert.equal(made.code, 0, made.stderr);
    await server.run(NO_ESCAPES);
    const asked = `SELECT EVENT_NAME, HEX(EVENT_COMMENT), HEX(EVENT_DEFINITION), SQL_MODE
      FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'shop' ORDER BY 1;
      SELECT ROUTINE_NAME, HEX(ROUTINE_COMMENT), HEX(ROUTINE_DEFINITION), CHARACTER_SET_CLIENT
      FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'shop' ORDER BY 1;
      SELECT TABLE_NAME, HEX(TABLE_COMMENT) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'shop' ORDER BY 1;
      SELECT TABLE_NAME, HEX(COLUMN_COMMENT) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'shop' ORDER BY 1`;
    const found = await server.run(asked);
    const dump = await dumpPlain(server, ['--set-gtid-purged=off', '--databases', 'shop']);
    await server.run('DROP DATABASE shop');
    const restored = await server.restore(dump);
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal(await server.run(asked), found);
  });
});
