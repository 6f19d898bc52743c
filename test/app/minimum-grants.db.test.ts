// The GRANTs of docs/privileges.md, taken from that page itself: an account with them and no more dumps
// what root dumps, and without any one of them preflight names it and the cure that works.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import type { Flavor } from '../../src/model/server.js';
import type { ProgramResult } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { type ReplicationPair, startPair, waitForReplica } from '../support/replication.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { runTsdump } from '../support/tsdump.js';

const ACCOUNT = "'tsdump'@'%'";

interface DocumentedGrant {
  readonly statement: string;
  readonly privileges: readonly string[];
  /** What it is for; none for any dump. */
  readonly options: readonly string[];
}

interface DocumentedAccount {
  readonly create: string;
  readonly password: string;
  readonly base: DocumentedGrant;
  readonly extras: readonly DocumentedGrant[];
}

function readAccount(flavor: Flavor): DocumentedAccount {
  const title = flavor === 'mysql' ? 'MySQL' : 'MariaDB';
  const page = readFileSync(projectPath('docs', 'privileges.md'), 'utf8');
  const block = new RegExp(`\n## ${title}\n\n\`\`\`sql\n([^\`]*)\`\`\``).exec(page)?.[1] ?? '';
  const [create = '', ...lines] = block.trim().split('\n');
  const grants = lines.map((line): DocumentedGrant => {
    const match = /^(GRANT (.+) ON \*\.\* TO 'tsdump'@'%';)(?: -- (--[a-z-]+))?$/.exec(line);
    assert.ok(match !== null, `not a GRANT: ${line}`);
    const [, statement = '', list = '', option] = match;
    const options = option === undefined ? [] : [option];
    return { statement, privileges: list.split(', '), options };
  });
  const [base, ...extras] = grants;
  const password = /IDENTIFIED BY '([^']+)';$/.exec(create)?.[1];
  assert.ok(base !== undefined && password !== undefined && extras.length >= 4, block);
  return { create, password, base, extras };
}

forEachFlavor((flavor) => {
  const account = readAccount(flavor);
  let pair: ReplicationPair;
  /** A replica with a binary log: every option has something to do there. */
  let server: TestServer;

  before(async () => {
    pair = await startPair(flavor);
    server = pair.replica;
    await pair.source.run(`
      CREATE DATABASE shop;
      USE shop;
      CREATE TABLE t (id INT PRIMARY KEY, x FLOAT);
      INSERT INTO t VALUES (1, 1234567.875), (2, NULL);
      CREATE VIEW v AS SELECT id FROM t;
      CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.x = 1;
      CREATE PROCEDURE p() SELECT 'a body';
      CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 42;
      CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM shop.t WHERE id < 0;`);
    await waitForReplica(pair);
  });
  after(async () => {
    await pair.stop();
  });

  beforeEach(async () => {
    await server.run(`SET SESSION sql_log_bin = 0; DROP USER IF EXISTS ${ACCOUNT};
      ${account.create} ${account.base.statement}`);
  });

  async function runAs(user: string, options: readonly string[]): Promise<ProgramResult> {
    return await runTsdump(
      server,
      ['--compress=none', '--skip-dump-date', `--user=${user}`, ...options],
      { ...process.env, MYSQL_PWD: user === 'root' ? '' : account.password },
    );
  }

  async function assertDumpsAsRoot(options: readonly string[]): Promise<void> {
    const result = await runAs('tsdump', options);
    assert.equal(result.code, 0, result.stderr);
    const complete = await runAs('root', options);
    assert.equal(complete.code, 0, complete.stderr);
    assert.equal(result.stdout.toString('utf8'), complete.stdout.toString('utf8'));
    for (const body of ['a body', 'RETURN 42', 'DELETE FROM shop.t', 'SET NEW.x'])
      assert.ok(result.stdout.includes(body), body);
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '0');
  }

  for (const grant of [account.base, ...account.extras]) {
    const purpose = grant.options[0] ?? 'a dump without options';

    test(`${purpose}: the documented GRANTs are enough`, async () => {
      await server.run(`SET SESSION sql_log_bin = 0; ${grant.statement}`);
      await assertDumpsAsRoot(grant.options);
    });

    for (const privilege of grant.privileges) {
      test(`${purpose}: without ${privilege} it is refused, and the hint cures it`, async () => {
        await server.run(`SET SESSION sql_log_bin = 0; ${grant.statement}
          REVOKE ${privilege} ON *.* FROM ${ACCOUNT};`);
        const refused = await runAs('tsdump', grant.options);
        assert.equal(refused.code, 11, refused.stderr);
        assert.equal(refused.stdout.length, 0);
        assert.ok(refused.stderr.includes(`lacks ${privilege} (`), refused.stderr);
        const cure = refused.stderr.match(/GRANT [^;]+;/g) ?? [];
        await server.run(`SET SESSION sql_log_bin = 0; ${cure.join(' ')}`);
        await assertDumpsAsRoot(grant.options);
      });
    }
  }
});
