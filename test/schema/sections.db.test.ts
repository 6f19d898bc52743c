// The DDL of a dump against the stock tool of the same server, byte for byte, and what
// comes back when it is restored.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Flavor } from '../../src/model/server.js';
import type { Scope } from '../../src/model/options.js';
import { compareServers } from '../support/compare.js';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import {
  BROKEN_OBJECTS,
  NASTY_OBJECTS,
  NASTY_SCHEMA,
  ordinaryObjects,
  SCHEMAS,
} from './objects.js';
import { type Changes, comparable, writeAll } from './write-all.js';

forEachFlavor((flavor) => {
  let source: TestServer;
  let target: TestServer;

  before(async () => {
    source = await startServer(flavor);
    target = await startServer(flavor, { serverId: 2 });
    await source.run(ordinaryObjects(flavor));
    await source.run("CREATE USER low@localhost, low@'127.0.0.1'");
    await source.run(`GRANT SELECT, EXECUTE, SHOW VIEW, TRIGGER ON kinds.* TO low@localhost`);
    await source.run(`GRANT SELECT, EXECUTE, SHOW VIEW, TRIGGER ON kinds.* TO low@'127.0.0.1'`);
  });
  after(async () => {
    await source?.remove();
    await target?.remove();
  });

  for (const { title, scope, changes, args } of comparisons(flavor)) {
    test(`writes what the stock tool writes: ${title}`, async () => {
      const stock = await source.dump([...stockDefaults(flavor), ...args]);
      assert.equal(stock.code, 0, stock.stderr);
      const { bytes, skipped } = await writeAll(source, scope, {
        ...changes,
        sequencesInPlace: true,
      });
      assert.deepEqual(skipped, []);
      assert.equal(firstDifference(comparable(bytes), comparable(stock.stdout)), undefined);
    });
  }

  test('what was written restores with the stock client to equal definitions', async () => {
    await source.run(NASTY_OBJECTS);
    const names = [...SCHEMAS, NASTY_SCHEMA];
    const { bytes, skipped } = await writeAll(source, { kind: 'databases', names });
    assert.deepEqual(skipped, []);
    const { code, stderr } = await target.restore(bytes);
    assert.equal(code, 0, stderr);
    const differences = await compareServers(source, target, names, { definitionsOnly: true });
    assert.deepEqual(differences, []);
    // Trigger order is not part of any SHOW CREATE.
    const order =
      "SELECT GROUP_CONCAT(TRIGGER_NAME ORDER BY ACTION_ORDER) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'kinds' AND EVENT_MANIPULATION = 'INSERT' AND ACTION_TIMING = 'AFTER'";
    assert.equal(await target.run(order), 'tr2,tr3');
  });

  test('invalid views are reported, left out, and cost nothing else', async () => {
    await source.run(BROKEN_OBJECTS);
    const { bytes, skipped } = await writeAll(source, { kind: 'databases', names: ['broken'] });
    assert.deepEqual(skipped, ['view broken.a_invalid', 'view broken.b_on_invalid']);
    assert.match(bytes.toString(), /\n-- failed on view `a_invalid`: CREATE /);
    const { code, stderr } = await target.restore(bytes);
    assert.equal(code, 0, stderr);
    assert.equal(await target.run('SHOW TABLES FROM broken'), 'c_valid\nkept');
  });

  test('routines and events that the account may not see are reported one by one', async () => {
    const names = ['kinds'];
    const { bytes, skipped } = await writeAll(
      source,
      { kind: 'databases', names },
      { user: 'low' },
    );
    assert.ok(skipped.includes('function kinds.f1'), skipped.join());
    assert.ok(skipped.includes('events of kinds'), skipped.join());
    assert.match(bytes.toString(), /\n-- insufficient privileges to SHOW CREATE FUNCTION `f1`\n/);
  });

  test('unknown names are refused, all of them in one message', async () => {
    await assert.rejects(writeAll(source, { kind: 'databases', names: ['kinds', 'no1', 'no2'] }), {
      code: 'preflight-refused',
      message: 'unknown database: no1, no2',
    });
    await assert.rejects(
      writeAll(source, { kind: 'tables', schema: 'kinds', tables: ['no1', 't', 'no2'] }),
      { code: 'preflight-refused', message: 'unknown table: kinds.no1, kinds.no2' },
    );
  });
});

interface Comparison {
  readonly title: string;
  readonly scope: Scope;
  readonly changes?: Changes;
  readonly args: readonly string[];
}

function stockDefaults(flavor: Flavor): readonly string[] {
  // LOCK TABLES would fail at the view whose definer is gone.
  const both = ['--routines', '--events', '--skip-lock-tables', '--no-tablespaces'];
  return flavor === 'mysql' ? ['--set-gtid-purged=OFF', ...both] : both;
}

function comparisons(flavor: Flavor): readonly Comparison[] {
  const databases = { kind: 'databases', names: SCHEMAS } as const;
  return [
    { title: 'databases', scope: databases, args: ['--databases', ...SCHEMAS] },
    {
      title: 'one database',
      scope: { kind: 'tables', schema: 'kinds', tables: [] },
      args: ['kinds'],
    },
    {
      title: 'a table list',
      scope: { kind: 'tables', schema: 'kinds', tables: ['t', 'a_view', 'nl\ntab'] },
      args: ['kinds', 't', 'a_view', 'nl\ntab'],
    },
    {
      title: 'all databases',
      scope: { kind: 'all-databases' },
      args: ['--all-databases'],
    },
    {
      title: 'neither comments nor drops, locks and settings',
      scope: databases,
      changes: {
        format: {
          addDropTable: false,
          addDropDatabase: true,
          addDropTrigger: true,
          addLocks: false,
          disableKeys: false,
          comments: false,
          tzUtc: false,
          setCharset: false,
          noAutocommit: true,
        },
      },
      args: [
        '--skip-add-drop-table',
        '--add-drop-database',
        '--add-drop-trigger',
        '--skip-add-locks',
        '--skip-disable-keys',
        '--skip-comments',
        '--skip-tz-utc',
        '--skip-set-charset',
        '--no-autocommit',
        '--databases',
        ...SCHEMAS,
      ],
    },
    {
      title: 'no definitions',
      scope: databases,
      changes: { selection: { createInfo: false, createDb: false } },
      args: ['--no-create-info', '--no-create-db', '--databases', ...SCHEMAS],
    },
    {
      title: 'the source block',
      scope: { kind: 'databases', names: ['no_objects'] },
      changes: { replication: { sourceData: 1, applyReplicaStatements: true, gtid: true } },
      args: [
        ...(flavor === 'mysql'
          ? ['--source-data=1', '--apply-replica-statements']
          : ['--master-data=1', '--apply-slave-statements', '--gtid']),
        '--databases',
        'no_objects',
      ],
    },
  ];
}

/** Where two dumps part, short enough to read. */
function firstDifference(ours: readonly string[], theirs: readonly string[]): string | undefined {
  const at = ours.findIndex((line, index) => line !== theirs[index]);
  if (at < 0 && ours.length === theirs.length) return undefined;
  const from = Math.max(0, at < 0 ? ours.length - 3 : at - 3);
  const show = (lines: readonly string[]): string => lines.slice(from, from + 8).join('\n');
  return `ours from line ${from}:\n${show(ours)}\ntheirs:\n${show(theirs)}`;
}
