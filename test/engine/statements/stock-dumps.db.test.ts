// The stock tools' own dumps of all fixtures, as our drop-ins write them: the same statements
// wherever they are cut, none of a class that nobody knows, and the rows that were there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listFixtures } from '../../../fixtures/load.js';
import { classify } from '../../../src/engine/statements/classify.js';
import type { DumpItem } from '../../../src/engine/statements/statement.js';
import { StatementReader } from '../../../src/engine/statements/statement-reader.js';
import { runDropIn } from '../../support/drop-in.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';

forEachFlavor((flavor) => {
  let server: TestServer;
  before(async () => {
    server = await startServer(flavor);
    for (const { path } of listFixtures(flavor)) {
      const { code, stderr } = await server.restore(path, { args: ['--comments'] });
      assert.equal(code, 0, stderr);
    }
  });
  after(async () => {
    await server.remove();
  });

  test('fixtures, cut anywhere', async () => {
    const databases = listFixtures(flavor).flatMap((fixture) => fixture.databases);
    const { stdout, stderr } = await runDropIn(server, [
      '--force',
      // Or the drop-in loses its connection at the fixture of a large row, as its tool does.
      '--max-allowed-packet=1G',
      '--routines',
      '--events',
      '--triggers',
      ...(flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
      '--databases',
      ...databases,
    ]);
    assert.doesNotMatch(stderr, /2013/);
    const whole = readAll(stdout, stdout.length);
    for (const pieceBytes of [997, 4093])
      assert.deepEqual(join(readAll(stdout, pieceBytes)), join(whole), String(pieceBytes));
    const classes = new Map<string, string>();
    for (const item of whole) {
      if (item.kind !== 'statement') continue;
      assert.equal(item.isTerminated, true);
      classes.set(classify(item.sql, item.rules).class, Buffer.from(item.sql).toString('utf8'));
    }
    assert.equal(classes.get('other'), undefined);
    for (const kind of ['create-table', 'create-view', 'create-trigger', 'create-routine'])
      assert.ok(classes.has(kind), kind);
  });
});

function readAll(sql: Buffer, pieceBytes: number): DumpItem[] {
  const reader = new StatementReader();
  const items: DumpItem[] = [];
  for (let at = 0; at < sql.length; at += pieceBytes) {
    reader.add(sql.subarray(at, at + pieceBytes));
    for (let item = reader.next(); item !== undefined; item = reader.next()) items.push(item);
  }
  reader.end();
  for (let item = reader.next(); item !== undefined; item = reader.next()) items.push(item);
  return items;
}

/** Without where runs end, and without the line feeds between rows, which stay or go with that. */
function join(items: readonly DumpItem[]): string[] {
  const texts: string[] = [];
  let head: unknown;
  for (const item of items) {
    const text = Buffer.from(item.kind === 'rows' ? item.tuples : item.sql).toString('latin1');
    const isMore = item.kind === 'rows' && item.head === head;
    // Of a row in parts all but the first go on where the one before them ended.
    const comma = isMore && (item.part === 'whole' || item.part === 'first') ? ',' : '';
    texts.push(isMore ? `${texts.pop() ?? ''}${comma}${text}` : text);
    head = item.kind === 'rows' ? item.head : undefined;
  }
  return texts.map((text) => text.replaceAll('),\n(', '),('));
}
