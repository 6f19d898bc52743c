// A dump is read whole or with an error: readSql() decodes every frame of every form, and who
// takes the first frame for all of it restores nothing in silence.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { list, readSql } from '../../../src/index.js';
import { openDecoder } from '../../../src/codec/open-decoder.js';
import { assertSameServers } from '../../support/compare.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { runTsdump } from '../../support/tsdump.js';

forEachFlavor((flavor) => {
  let source: TestServer;
  let target: TestServer;
  before(async () => {
    [source, target] = await Promise.all([
      startServer(flavor),
      startServer(flavor, { serverId: 2 }),
    ]);
    await source.run(
      `CREATE DATABASE frames; USE frames; CREATE TABLE a (x INT, t LONGTEXT); INSERT INTO a VALUES (1, REPEAT('ä=;', 50000)), (2, NULL);
       CREATE TABLE b (x INT PRIMARY KEY); INSERT INTO b VALUES (1), (2); CREATE VIEW v AS SELECT x FROM b`,
    );
  });
  after(async () => {
    await source?.remove();
    await target?.remove();
  });

  async function dump(name: string, args: readonly string[]): Promise<string> {
    const path = join(source.folder, name);
    const quiet = flavor === 'mysql' ? ['--set-gtid-purged=off'] : [];
    const { code, stderr } = await runTsdump(source, [
      ...quiet,
      ...args,
      args.includes('--output-dir') ? path : `--result-file=${path}`,
      '--databases',
      'frames',
    ]);
    assert.equal(code, 0, stderr);
    return path;
  }

  for (const [form, args] of [
    ['zstd', []],
    ['gzip', ['--compress=gzip']],
    ['plain', ['--compress=none']],
    ['files', ['--output-dir']],
  ] as const) {
    test(`readSql() reads all of a dump: ${form}`, async () => {
      const path = await dump(form, args);
      await target.run('DROP DATABASE IF EXISTS frames');
      const { code, stderr } = await target.restore(readSql(path));
      assert.equal(code, 0, stderr);
      await assertSameServers(source, target, ['frames']);
    });
  }

  for (const [form, args] of [
    ['stream.zst', []],
    ['cut', ['--output-dir']],
  ] as const) {
    test(`the first frame alone is refused: ${form}`, async () => {
      const path = await dump(form, args);
      const firstBytes = new Map<string, number>();
      for (const { file = '', frames } of (await list(path)).sections) {
        if (!firstBytes.has(file)) firstBytes.set(file, frames[0]?.storedBytes ?? 0);
      }
      for (const [file, bytes] of firstBytes) {
        const stored = readFileSync(join(path, file)).subarray(0, bytes);
        const sql: Buffer[] = [];
        for await (const piece of openDecoder('zstd').decode(piecesOf(stored))) {
          sql.push(Buffer.from(piece));
        }
        const { code, stderr } = await target.restore(Buffer.concat(sql));
        assert.equal(code, 1, file);
        assert.match(stderr, /ERROR 1064/);
      }
    });
  }

  test('what is cut off or missing is told', async () => {
    const path = await dump('whole.zst', []);
    const cut = join(source.folder, 'cut.zst');
    writeFileSync(cut, readFileSync(path).subarray(0, -20));
    await assert.rejects(readSql(cut).toArray(), { code: 'dump-unreadable' });
    await assert.rejects(readSql(join(source.folder, 'none')).toArray(), {
      code: 'dump-unreadable',
    });
    const directory = join(source.folder, 'files');
    const [file = ''] = readdirSync(directory).filter((name) => name.includes('.a.'));
    writeFileSync(join(directory, file), readFileSync(join(directory, file)).subarray(0, -9));
    await assert.rejects(readSql(directory).toArray(), { code: 'dump-unreadable' });
  });
});

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
