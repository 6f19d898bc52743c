// Rows counted from what is written for real tables, against the rows that were read: every
// fixture and random schemas, in each form an INSERT may have.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { generateSql } from '../../../fixtures/generator/generate.js';
import { listFixtures } from '../../../fixtures/load.js';
import { RowCounter } from '../../../src/engine/statements/row-counter.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { runTsdump } from '../../support/tsdump.js';

const SEEDS = 30;

const FORMS: readonly (readonly string[])[] = [
  [],
  ['--hex-blob', '--complete-insert', '--replace'],
  ['--skip-extended-insert', '--insert-ignore', '--no-autocommit'],
  ['--compact', '--order-by-primary'],
];

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    for (const { path } of listFixtures(flavor)) {
      const { code, stderr } = await server.restore(path);
      assert.equal(code, 0, stderr);
    }
    const seeds = Array.from({ length: SEEDS }, (_each, seed) => generateSql(seed + 1, flavor).sql);
    const { code, stderr } = await server.restore(Buffer.from(seeds.join('\n')));
    assert.equal(code, 0, stderr);
  });
  after(async () => {
    await server.remove();
  });

  for (const form of FORMS) {
    test(form.join(' ') || 'by default', async () => {
      const rowsOnly = ['--no-create-info', '--skip-triggers', '--skip-routines', '--skip-events'];
      const args = ['--compress=none', '--log-format=json', '--set-gtid-purged=off', ...rowsOnly];
      const { code, stdout, stderr } = await runTsdump(server, [...args, ...form]);
      assert.ok(code === 0 || code === 3, stderr);
      const [, rows] = /"type":"report","tables":\d+,"rows":(\d+)/.exec(stderr) ?? [];
      assert.ok(Number(rows) > 1000, stderr);
      const counter = new RowCounter();
      for (let at = 0; at < stdout.length; at += 1013) counter.add(stdout.subarray(at, at + 1013));
      assert.equal(counter.end(), true);
      assert.equal(counter.rows, Number(rows));
    });
  }
});
