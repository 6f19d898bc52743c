// A server's global settings are every session's defaults: none of them may change what a
// dump holds. All session variables that the server itself lists are set to something else
// at once, and the dump has to be the same to the byte.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../support/servers.js';
import { forEachFlavor } from '../support/suite.js';
import type { TestServer } from '../support/test-server.js';
import { dumpPlain } from '../support/tsdump.js';

const COLUMNS = Array.from({ length: 7 }, (_, index) => `c${index} INT DEFAULT ${index}`);
const SCHEMA = `CREATE DATABASE shop; USE shop;
  ${['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `CREATE TABLE ${name} (id INT PRIMARY KEY, ${COLUMNS.join(', ')}, t VARCHAR(20) COLLATE utf8mb4_unicode_ci, at TIMESTAMP NULL, d DOUBLE, KEY (c1), KEY (c2)) ROW_FORMAT=DYNAMIC; INSERT INTO ${name} (id, t, at, d) VALUES (1, 'x', '2026-01-01', 0.1), (2, 'ä', NULL, 1e100), (3, NULL, NULL, 3), (4, '', NULL, 4), (5, 'e', NULL, 5);`).join(' ')}
  CREATE VIEW v AS SELECT id, t FROM a WHERE t LIKE 'x%';
  CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW SET NEW.c0 = 1;
  CREATE PROCEDURE p() SELECT 'a', "b";
  CREATE EVENT ev ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM shop.a WHERE id < 0;`;
const MARIADB_SCHEMA = `USE shop; CREATE SEQUENCE s; CREATE TABLE versioned (id INT PRIMARY KEY)
  WITH SYSTEM VERSIONING; INSERT INTO versioned VALUES (1), (2);`;

/** Set to something that no reading survives, or about other things than reading. */
const LEFT_ALONE = new Set([
  // A dump ends with the server's error, which it tells.
  'connection_memory_limit',
  'max_allowed_packet',
  'max_session_mem_used',
  'max_tmp_session_space_usage',
  'max_user_connections',
  'parser_max_mem_size',
  'tmp_disk_table_size',
  // The least of these ends sessions while they log in.
  'interactive_timeout',
  'max_execution_time',
  'max_statement_time',
  'wait_timeout',
  // The head of a dump says them as they are: its objects were made under them.
  'block_encryption_mode',
  'character_set_collations',
  'default_collation_for_utf8mb4',
  'default_regex_flags',
  'default_week_format',
  'div_precision_increment',
  'innodb_ft_enable_stopword',
  'innodb_strict_mode',
  'lc_time_names',
  // Needs a cluster.
  'wsrep_causal_reads',
  'wsrep_on',
  // What new objects get; changes what the test itself would make.
  'default_storage_engine',
  'default_tmp_storage_engine',
  'storage_engine',
]);

/** Whose other values cannot be told from the server's list. */
const CHOSEN: Readonly<Record<string, string>> = {
  binlog_format: "'STATEMENT'",
  character_set_client: 'latin1',
  character_set_connection: 'latin1',
  character_set_results: 'latin1',
  character_set_server: 'latin1',
  collation_connection: 'latin1_german2_ci',
  collation_server: 'latin1_german2_ci',
  completion_type: '1',
  explain_format: "'JSON'",
  lc_messages: "'de_DE'",
  old_mode: "'ZERO_DATE_TIME_CAST,NO_PROGRESS_INFO'",
  optimizer_switch: "'index_condition_pushdown=off,mrr=on,mrr_cost_based=off'",
  sql_mode: "'ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'",
  sql_select_limit: '3',
  system_versioning_asof: "'2020-01-01 00:00:00'",
  time_zone: "'+05:30'",
  transaction_isolation: "'SERIALIZABLE'",
  tx_isolation: "'SERIALIZABLE'",
  use_secondary_engine: 'OFF',
  wsrep_sync_wait: '15',
};

interface Setting {
  readonly name: string;
  readonly value: string;
}

/** One other value for each variable that can be set for sessions. */
async function listHostile(server: TestServer): Promise<Setting[]> {
  const sql =
    server.flavor === 'mysql'
      ? "SELECT LOWER(m.VARIABLE_NAME), m.DATA_TYPE, g.VARIABLE_VALUE, m.MIN_VALUE, '' FROM performance_schema.variables_metadata m JOIN performance_schema.global_variables g USING (VARIABLE_NAME) WHERE m.VARIABLE_SCOPE = 'SESSION'"
      : "SELECT LOWER(VARIABLE_NAME), VARIABLE_TYPE, GLOBAL_VALUE, NUMERIC_MIN_VALUE, ENUM_VALUE_LIST FROM information_schema.SYSTEM_VARIABLES WHERE VARIABLE_SCOPE = 'SESSION'";
  const lines = (await server.run(sql)).split('\n').map((line) => line.split('\t'));
  return lines.flatMap(([name = '', type = '', now = '', least = '', values = '']) => {
    if (LEFT_ALONE.has(name)) return [];
    const value = CHOSEN[name] ?? chooseOther(type.toLowerCase(), now, least, values);
    return value === undefined ? [] : [{ name, value }];
  });
}

function chooseOther(type: string, now: string, least: string, values: string): string | undefined {
  if (now === 'ON') return 'OFF';
  if (now === 'OFF' && (type === 'boolean' || values.split(',').includes('ON'))) return 'ON';
  if (/int|double|numeric/.test(type)) return least === now ? `${now} + 1` : least;
  const other = values.split(',').find((value) => value !== now && value !== '');
  return type.startsWith('enum') && other !== undefined ? `'${other}'` : undefined;
}

async function apply(server: TestServer, settings: readonly Setting[]): Promise<void> {
  const sql = settings.map(({ name, value }) => `SET GLOBAL ${name} = ${value};`).join('\n');
  // Some cannot be set here; it is the server that knows.
  await server.client(sql, { force: true });
}

async function reset(server: TestServer, settings: readonly Setting[]): Promise<void> {
  const sql = settings.map(({ name }) => `SET GLOBAL ${name} = DEFAULT;`).join('\n');
  await server.client(sql, { force: true });
}

forEachFlavor((flavor) => {
  let server: TestServer;
  const WAYS: readonly (readonly string[])[] = [
    ['--threads=1'],
    ['--lock-all-tables', '--threads=2'],
    ['--single-transaction'],
  ];

  before(async () => {
    server = await startServer(flavor);
    await server.run(SCHEMA + (flavor === 'mariadb' ? MARIADB_SCHEMA : ''));
  });
  after(async () => await server.remove());

  async function dump(way: readonly string[]): Promise<string> {
    const gtids = flavor === 'mysql' ? ['--set-gtid-purged=off'] : [];
    const args = [...gtids, ...way, '--skip-dump-date', '--databases', 'shop'];
    return (await dumpPlain(server, args)).toString('latin1');
  }

  test('no global setting changes a dump', async () => {
    const settings = await listHostile(server);
    assert.ok(settings.length > 80, `${settings.length} settings`);
    const expected = await Promise.all(WAYS.map(dump));
    try {
      await apply(server, settings);
      for (const [index, way] of WAYS.entries()) {
        const changed = (await dump(way)) !== expected[index];
        assert.ok(
          !changed,
          `${way.join(' ')}: changed by ${changed ? await findCulprits(settings, way) : ''}`,
        );
      }
    } finally {
      await reset(server, settings);
    }
  });

  /** By halves, which is one more dump for each doubling. */
  async function findCulprits(
    settings: readonly Setting[],
    way: readonly string[],
  ): Promise<string> {
    await reset(server, settings);
    const expected = await dump(way);
    let suspects = settings;
    while (suspects.length > 1) {
      const half = suspects.slice(0, Math.ceil(suspects.length / 2));
      await apply(server, half);
      const found = await dump(way).catch((error: unknown) => String(error));
      await reset(server, settings);
      suspects = found === expected ? suspects.slice(half.length) : half;
    }
    return suspects.map(({ name, value }) => `${name} = ${value}`).join(', ');
  }
});
