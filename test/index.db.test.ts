// The public door on real servers: a Node program dumps with a handful of options, follows
// the events, ends it early, and finds the server as it was.

import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  type DumpEvent,
  dump,
  extract,
  list,
  type PartialDumpOptions,
  release,
  TsdumpError,
  verify,
} from '../src/index.js';
import { makeTemporaryFolder } from './support/child-process.js';
import { assertSameServers } from './support/compare.js';
import { startServer } from './support/servers.js';
import { forEachFlavor } from './support/suite.js';
import type { TestServer } from './support/test-server.js';

forEachFlavor((flavor) => {
  let server: TestServer;
  let folder: string;
  let common: PartialDumpOptions;
  before(async () => {
    server = await startServer(flavor);
    folder = makeTemporaryFolder('door');
    const { host, port, user } = server;
    common = { connection: { host, port, user }, journalDir: join(folder, 'journal') };
    await server.run(`CREATE DATABASE shop; CREATE TABLE shop.t (id INT PRIMARY KEY, x FLOAT);
      INSERT INTO shop.t VALUES (1, 1234567.875), (2, NULL), (3, -0.1);`);
  });
  after(async () => {
    await server.remove();
  });

  test('a dump is listed, verified, and a table taken out of it', async () => {
    const resultFile = join(folder, 'whole.zst');
    await dump({ ...common, output: { resultFile } });
    const { sections } = await list(resultFile);
    assert.equal(sections.find(({ kind }) => kind === 'rows')?.rows, 3);
    assert.equal((await verify(resultFile)).rows, 3);
    const table = join(folder, 'table.sql');
    const names = ['shop.t'];
    const output = { resultFile: table, compression: { codec: 'none' } } as const;
    const report = await extract({ path: resultFile, names, entersDatabase: false, output });
    assert.equal(report.rows, 3);
    await server.run('CREATE DATABASE taken');
    const restored = await server.restore(table, { database: 'taken' });
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal(await server.run('SELECT COUNT(*) FROM taken.t; DROP DATABASE taken'), '3');
  });

  test('a directory holds SQL and nothing else', async () => {
    const directory = join(folder, 'never');
    const tab = { directory: folder };
    await assert.rejects(dump({ ...common, output: { directory }, format: { tab } }), {
      code: 'usage',
    });
    assert.equal(existsSync(directory), false);
  });

  test('a dump with defaults, its events and its report', async () => {
    const resultFile = join(folder, 'dump.sql');
    const events: DumpEvent[] = [];
    const report = await dump(
      {
        ...common,
        window: { consistency: 'read-only' },
        output: { resultFile, compression: { codec: 'none' } },
      },
      (event) => events.push(event),
    );
    assert.equal(report.rows, 3);
    assert.equal(report.tables, 1);
    assert.ok(report.windowMs !== undefined && report.windowMs > 0);
    assert.ok(report.coordinates?.binlog !== undefined);
    const phases = events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
    assert.equal(phases[0], 'connect');
    assert.equal(phases.at(-1), 'done');
    const fresh = await startServer(flavor);
    try {
      const restored = await fresh.restore(resultFile);
      assert.equal(restored.code, 0, restored.stderr);
      await assertSameServers(server, fresh, ['shop']);
    } finally {
      await fresh.remove();
    }
  });

  test('a listener that throws, or rejects, is told of once and breaks nothing', async () => {
    const warnings: Error[] = [];
    const take = (warning: Error): number => warnings.push(warning);
    process.on('warning', take);
    try {
      const resultFile = join(folder, 'heard.sql');
      const options = {
        ...common,
        output: { resultFile, compression: { codec: 'none' } },
      } as const;
      for (const listener of [
        () => {
          throw new Error('deaf');
        },
        async () => await Promise.reject(new Error('deaf')),
      ]) {
        assert.equal((await dump(options, listener as () => void)).rows, 3);
      }
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('warning', take);
    }
    const told = warnings.filter(({ name }) => name === 'TsdumpWarning');
    assert.equal(told.length, 2);
    assert.match((told[0] as Error & { detail: string }).detail, /deaf/);
  });

  test('aborted in the window: interrupted, the server as it was, no file', async () => {
    const resultFile = join(folder, 'aborted.sql.zst');
    const controller = new AbortController();
    const options = {
      ...common,
      window: { consistency: 'read-only' },
      selection: { where: 'SLEEP(0.5) = 0' },
      output: { resultFile },
    } as const;
    const ended = dump(
      options,
      (event) => event.type === 'window-opened' && controller.abort(),
      controller.signal,
    );
    await assert.rejects(
      ended,
      (error: unknown) => error instanceof TsdumpError && error.code === 'interrupted',
    );
    assert.equal(existsSync(resultFile), false);
    assert.equal(await server.run('SELECT @@GLOBAL.read_only'), '0');
    assert.deepEqual(readdirSync(join(folder, 'journal')), []);
  });

  test('release() with nothing to release says so', async () => {
    const messages: string[] = [];
    await release(common, (event) => event.type === 'notice' && messages.push(event.message));
    assert.match(messages.join(), /^nothing to release: /);
  });
});
