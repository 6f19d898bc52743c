// Sequences of MariaDB as defaults of tables: a dump of several databases restores whatever
// order they sort in, and what is extracted brings the sequences it needs, without harm to
// those that are there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Manifest } from '../../src/model/manifest.js';
import { makeTemporaryFolder, runProgram } from '../support/child-process.js';
import { projectPath } from '../support/project.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain, runTsdump } from '../support/tsdump.js';

const DROP = 'DROP DATABASE IF EXISTS a; DROP DATABASE IF EXISTS z; DROP DATABASE IF EXISTS copy;';
const SETUP = `${DROP}
  CREATE DATABASE z; CREATE SEQUENCE z.\`s ü\` START WITH 5 NOCACHE;
  CREATE DATABASE a; CREATE SEQUENCE a.own NOCACHE;
  CREATE TABLE a.t (id INT DEFAULT nextval(z.\`s ü\`), n INT DEFAULT (nextval(a.own) * 10), v INT);
  CREATE TABLE z.back (id INT DEFAULT nextval(a.own));
  INSERT INTO a.t (v) VALUES (1), (2); INSERT INTO z.back VALUES ()`;
const NEXT = 'INSERT INTO a.t (v) VALUES (3); SELECT id, n, v FROM a.t ORDER BY v';
const ROWS = '5\t10\t1\n6\t20\t2\n7\t40\t3';

forEachFlavor((flavor) => {
  if (flavor === 'mysql') return;
  const file = join(makeTemporaryFolder('sequences'), 'all.zst');
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    await server.run(SETUP);
    const { code, stderr } = await runTsdump(server, [`--result-file=${file}`]);
    assert.equal(code, 0, stderr);
  });
  after(async () => await server.remove());

  async function restore(sql: Uint8Array, database?: string): Promise<void> {
    const { code, stderr } = await server.restore(sql, database === undefined ? {} : { database });
    assert.equal(code, 0, stderr);
  }

  async function extract(...args: string[]): Promise<Buffer> {
    const { code, stdout, stderr } = await runProgram(projectPath('bin', 'tsdump'), [
      '--no-defaults',
      '--quiet',
      ...args,
      file,
    ]);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  test('defaults of a database that sorts first take their values from one that sorts last', async () => {
    for (const args of [
      [],
      ['--lock-tables'],
      ['--add-drop-database'],
      ['--databases', 'z', 'a'],
    ]) {
      await server.run(SETUP);
      const dump = await dumpPlain(server, args);
      await server.run(args.includes('--add-drop-database') ? 'DROP TABLE z.back' : DROP);
      await restore(dump);
      assert.equal(await server.run(NEXT), ROWS, args.join(' '));
      assert.equal(await server.run('SELECT id FROM z.back'), '3');
    }
  });

  test('a directory has them before the tables too', async () => {
    await server.run(SETUP);
    const directory = join(makeTemporaryFolder('sequences'), 'd');
    const args = ['--compress=none', `--output-dir=${directory}`];
    assert.equal((await runTsdump(server, args)).code, 0);
    const { sections } = JSON.parse(
      readFileSync(join(directory, 'manifest.json'), 'utf8'),
    ) as Manifest;
    const files = new Set(sections.map((section) => section.file ?? ''));
    await server.run(DROP);
    for (const each of files) {
      const { code, stderr } = await server.restore(join(directory, each));
      assert.equal(code, 0, `${each}: ${stderr}`);
    }
    assert.equal(await server.run(NEXT), ROWS);
  });

  test('a table brings the sequences of its defaults, in whatever database', async () => {
    await server.run(DROP);
    await restore(await extract('--extract=a.t'));
    assert.equal(await server.run(NEXT), ROWS);
    assert.equal(await server.run('SHOW TABLES FROM z'), 's ü', 'nothing else comes along');
  });

  test('a sequence that others use by then is neither made anew nor put back', async () => {
    await server.run(SETUP);
    await server.run('DO SETVAL(z.`s ü`, 100); DROP TABLE a.t');
    await restore(await extract('--extract=a.t'));
    await server.run('INSERT INTO a.t (v) VALUES (3)');
    assert.equal(await server.run('SELECT id FROM a.t WHERE v = 3'), '101');
  });

  test('into a database of another name it brings those of its own', async () => {
    await server.run(`${SETUP}; CREATE DATABASE copy`);
    await restore(await extract('--extract=z.back', '--no-create-db'), 'copy');
    await restore(await extract('--extract=a.t', '--no-create-db'), 'copy');
    await server.run('INSERT INTO copy.t (v) VALUES (3)');
    assert.equal(await server.run('SELECT id, n FROM copy.t WHERE v = 3'), '7\t40');
    assert.equal(await server.run('SHOW TABLES FROM copy'), 'back\nown\nt');
    assert.equal(await server.run('SELECT next_not_cached_value FROM a.own'), '4');
  });

  test('a sequence that dumps would use up is named', async () => {
    await server.run(
      `${DROP} CREATE DATABASE z; USE z; CREATE SEQUENCE soon MAXVALUE 9000; CREATE SEQUENCE later;` +
        'CREATE SEQUENCE down INCREMENT -2 MINVALUE -9000 MAXVALUE 0 START WITH 0 CACHE 500;' +
        'CREATE SEQUENCE safe MAXVALUE 9000 NOCACHE; CREATE SEQUENCE again MAXVALUE 9000 CYCLE',
    );
    const named = async (...args: string[]): Promise<string[]> => {
      const { code, stderr } = await runTsdump(server, ['--compress=none', ...args, 'z']);
      assert.equal(code, 0, stderr);
      return [...stderr.matchAll(/sequence (z\.\w+ has numbers for \d+) more dumps/g)].map(
        ([, what = '']) => what,
      );
    };
    const both = ['z.down has numbers for 9', 'z.soon has numbers for 8'];
    assert.deepEqual(await named('--read-only'), both);
    assert.deepEqual(await named(), both, 'what was not cached is not lost');
    assert.deepEqual(await named('--lock-tables'), []);
  });
});
