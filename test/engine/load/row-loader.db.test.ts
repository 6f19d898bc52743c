// Rows get in by LOAD DATA as they do by the INSERTs of the dump: every fixture and random
// schemas, from tsdump and from the stock tool, beside a server that the stock client restored.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LoadSettings } from '../../../src/engine/load/row-loader.js';
import { listFixtures } from '../../../fixtures/load.js';
import { generateSql } from '../../../fixtures/generator/generate.js';
import { compareServers } from '../../support/compare.js';
import { startServer } from '../../support/servers.js';
import { forEachFlavor } from '../../support/suite.js';
import type { TestServer } from '../../support/test-server.js';
import { dumpPlain } from '../../support/tsdump.js';
import { restoreDump, type WrittenTables } from './restore-dump.js';

const SEEDS = [11, 12, 13, 14];

/** Views that cannot be dumped; many rows and long ones; names that clients cannot USE. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'invalid-view',
  'chunk-keys',
  'big-row',
  'odd-names',
]);

/** Tables and rows alone, and what the stock tool writes comes back by its own client. */
const OF_STOCK_TOOL: ReadonlySet<string> = new Set([
  'auto-increment',
  'binary-types',
  'bit-types',
  'decimal-types',
  'escapes',
  'generated-columns',
  'geometry',
  'integer-types',
  'json-values',
  'null-and-empty',
  'temporal-types',
  'text-collations',
  'zero-dates',
]);

/** Each has a row without an exact line: too long, an ENUM by number, more digits than a literal has. */
const INSERTED = [
  'fx_binaries.binaries',
  'fx_charsets.text_sizes',
  'fx_enum_set.enum_error_value',
  'fx_enum_set.enums',
  'fx_floats.fixed_floats',
];

function listInserted(written: WrittenTables): string[] {
  return [...written]
    .filter(([, { inserted, engine }]) => inserted > 0 && engine === 'InnoDB')
    .map(([name]) => name)
    .sort();
}

describe('RowLoader', () => {
  forEachFlavor((flavor) => {
    let source: TestServer;
    let stock: TestServer;
    let ours: TestServer;

    before(async () => {
      [source, stock, ours] = await Promise.all([
        startServer(flavor),
        startServer(flavor),
        startServer(flavor),
      ]);
    });
    after(async () => {
      await Promise.all([source, stock, ours].map(async (server) => await server.remove()));
    });

    /** The databases are the same by either way, and away again. */
    async function compareWays(
      databases: readonly string[],
      dump: Buffer,
      settings?: LoadSettings,
    ): Promise<WrittenTables> {
      const [restored, written] = await Promise.all([
        stock.restore(dump),
        restoreDump(ours, dump, settings),
      ]);
      assert.equal(restored.code, 0, restored.stderr);
      assert.deepEqual(await compareServers(stock, ours, databases), []);
      const names = databases.map(
        (name) => `SET foreign_key_checks = 0; DROP DATABASE \`${name.replaceAll('`', '``')}\`;`,
      );
      for (const server of [stock, ours]) await server.run(names.join(''));
      return written;
    }

    function dumpArgs(databases: readonly string[]): string[] {
      return [
        ...(flavor === 'mysql' ? ['--set-gtid-purged=OFF'] : []),
        '--databases',
        ...databases,
      ];
    }

    test('every fixture, as tsdump writes it and as the stock tool does', async () => {
      const databases: string[] = [];
      for (const { name, path, databases: own, targetSetup } of listFixtures(flavor)) {
        if (LEFT_OUT.has(name)) continue;
        const args = ['--default-character-set=utf8mb4'];
        const { code, stderr } = await source.restore(path, { args });
        assert.equal(code, 0, stderr);
        databases.push(...own);
        for (const server of [stock, ours])
          if (targetSetup !== undefined) await server.run(targetSetup);
      }
      const args = dumpArgs(databases);
      const written = await compareWays(databases, await dumpPlain(source, args));
      assert.deepEqual(listInserted(written), INSERTED);
      const plain = listFixtures(flavor)
        .filter(({ name }) => OF_STOCK_TOOL.has(name))
        .flatMap((fixture) => fixture.databases);
      const stockDump = await source.dump(['--hex-blob', ...dumpArgs(plain)]);
      assert.equal(stockDump.code, 0, stockDump.stderr);
      await compareWays(plain, stockDump.stdout);
    });

    test('random schemas', async () => {
      const all: string[] = [];
      for (const seed of SEEDS) {
        const { databases, sql } = generateSql(seed, flavor);
        await source.run(sql);
        all.push(...databases);
      }
      const written = await compareWays(all, await dumpPlain(source, dumpArgs(all)));
      const loaded = [...written.values()].filter((rows) => rows.loaded > 0);
      assert.ok(loaded.length > written.size / 2);
    });
  });
});
