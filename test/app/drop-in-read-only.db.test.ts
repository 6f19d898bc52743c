// --read-only is ours, also where a drop-in is asked for it: the fence is raised and taken
// down, and the bytes are those of --lock-all-tables.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { connectTo } from '../support/tsdump.js';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor, { args: ['--log-bin=binlog', '--server-id=7'] });
    await server.run(
      "CREATE DATABASE d; CREATE TABLE d.t (a INT); INSERT INTO d.t VALUES (1); SET GLOBAL log_output = 'TABLE', GLOBAL general_log = ON",
    );
  });
  after(async () => {
    await server.remove();
  });

  async function dump(...options: string[]): Promise<string> {
    const tool = flavor === 'mysql' ? 'mysqldump' : 'mariadb-dump';
    const args = ['--compat', tool, ...connectTo(server), '--skip-dump-date', ...options, 'd'];
    const { code, stdout, stderr } = await runProgram(process.execPath, [
      projectPath('bin/tsdump'),
      ...args,
    ]);
    assert.equal(code, 0, stderr);
    return stdout.toString('latin1');
  }

  test('--read-only in a drop-in raises the fence and takes it down', async () => {
    const read = await dump('--read-only');
    assert.equal(read, await dump('--lock-all-tables'));
    assert.match(read, /INSERT INTO `t` VALUES/);
    // Whatever takes it down, the last word is the value it has.
    const log = await server.run(
      "SELECT COUNT(*) FROM mysql.general_log WHERE argument = 'SET GLOBAL read_only = ON'; SELECT @@GLOBAL.read_only",
    );
    assert.equal(log.trim(), '1\n0');
  });

  test('--read-only in a drop-in leaves out nothing that --lock-all-tables writes', async () => {
    const accounts = flavor === 'mysql' ? '--users' : '--system=users';
    const written = ['--master-data', accounts];
    const read = await dump('--read-only', ...written);
    assert.equal(read, await dump('--lock-all-tables', ...written));
    assert.match(read, /LOG_FILE='binlog/);
    assert.match(read, /GRANT .* TO/);
  });
});
