// Under our own name tables with floating-point columns are read as binary rows, in a
// drop-in never; with either kernel the dump is the same.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain } from '../support/tsdump.js';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(`
      CREATE DATABASE d; USE d;
      CREATE TABLE floating (id INT PRIMARY KEY, d DOUBLE, f FLOAT, t VARCHAR(20), z INT(5) ZEROFILL);
      INSERT INTO floating VALUES (1, 0.1, 0.1, 'it''s', 42), (2, -0.5, 1e-30, NULL, NULL),
        (3, 1e15, 1e16, '', 0), (4, 12345678.9, 16777216, 'x', 123456);
      CREATE TABLE fixed (id INT PRIMARY KEY, d DOUBLE(7,2), e DOUBLE);
      INSERT INTO fixed VALUES (1, 1.5, 0.1);
      CREATE TABLE other (id INT PRIMARY KEY, t TEXT);
      INSERT INTO other VALUES (1, 'x')`);
  });
  after(async () => {
    await server.remove();
  });

  async function countExecuted(): Promise<number> {
    const status = await server.run("SHOW GLOBAL STATUS LIKE 'Com_stmt_execute'");
    return Number(status.split('\t')[1]);
  }

  test('one table of three is read as binary rows, whichever the kernel', async () => {
    const earlier = await countExecuted();
    const args = ['--skip-dump-date', '--read-only', 'd'];
    const wasm = await dumpPlain(server, ['--kernel=wasm', ...args]);
    assert.equal((await countExecuted()) - earlier, 1);
    assert.deepEqual(await dumpPlain(server, ['--kernel=ts', ...args]), wasm);
    // MariaDB's layout has a row a line.
    const text = wasm.toString().replaceAll('VALUES\n', 'VALUES ').replaceAll('),\n(', '),(');
    assert.deepEqual(text.match(/^INSERT INTO.*$/gm), [
      'INSERT INTO `fixed` VALUES (1,1.50,0.1);',
      'INSERT INTO `floating` VALUES ' +
        "(1,0.1,0.10000000149011612,'it\\'s',00042),(2,-0.5,1.0000000031710769e-30,NULL,NULL)," +
        "(3,1e15,1.0000000272564224e16,'',00000),(4,12345678.9,16777216,'x',123456);",
      "INSERT INTO `other` VALUES (1,'x');",
    ]);
  });

  test('XML and the drop-in read text', async () => {
    const earlier = await countExecuted();
    await dumpPlain(server, ['--xml', 'd']);
    const compat = `--compat=${flavor === 'mysql' ? 'mysqldump' : 'mariadb-dump'}`;
    const binary = projectPath('bin', 'tsdump');
    const asTool = await runProgram(binary, [compat, ...server.connectArgs(), 'd']);
    assert.equal(asTool.code, 0, asTool.stderr);
    assert.match(asTool.stdout.toString(), /12345678\.9,16777200/);
    assert.equal(await countExecuted(), earlier);
  });
});
