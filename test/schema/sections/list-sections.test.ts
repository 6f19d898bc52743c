import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalog, Schema, Table } from '../../../src/model/catalog.js';
import type { Selection } from '../../../src/model/options.js';
import type { Flavor } from '../../../src/model/server.js';
import { OWN_STYLE } from '../../../src/model/style.js';
import { dialectFor } from '../../../src/schema/text/dialect.js';
import { WHOLE_SELECTION } from '../selection.js';
import { listSections, viewCatalog } from '../../../src/schema/sections/list-sections.js';
import type { Section } from '../../../src/schema/text/section.js';

const SELECTION: Selection = { ...WHOLE_SELECTION, scope: { kind: 'all-databases' } };

function table(inSchema: string, name: string, changes: Partial<Table> = {}): Table {
  return {
    schema: inSchema,
    name,
    engine: 'InnoDB',
    columns: [],
    keys: [],
    rowsEstimate: 0,
    dataBytesEstimate: 0,
    nextAutoIncrement: 0,
    versioned: false,
    createdAt: null,
    triggers: [],
    ...changes,
  };
}

function schemaOf(name: string, tables: readonly Table[], listPosition: number): Schema {
  return {
    name,
    collation: 'utf8mb4_bin',
    listPosition,
    relations: [
      { kind: 'view', view: { schema: name, name: 'a_view' } },
      ...tables.map((each) => ({ kind: 'table' as const, table: each })),
    ],
    sequences: [],
    listed: false,
    lockable: [],
  };
}

async function plan(
  schemas: readonly Schema[],
  changes: Partial<Selection> = {},
  flavor: Flavor = 'mysql',
  foldsNames = false,
): Promise<string[]> {
  const catalog: Catalog = { schemas, foldsNames };
  const selection = { ...SELECTION, ...changes };
  const dialect = dialectFor(flavor);
  const options = {
    dialect,
    selection,
    style: OWN_STYLE,
    format: { flushPrivileges: false, xml: false },
  };
  const sections: string[] = [];
  for await (const section of listSections(viewCatalog(catalog, options), options)) {
    sections.push(describe(section));
  }
  return sections;
}

function describe(section: Section): string {
  if ('table' in section) return `${section.kind} ${section.table.name}`;
  if ('view' in section) return `${section.kind} ${section.view.name}`;
  if ('schema' in section) {
    const { schema } = section;
    return `${section.kind} ${typeof schema === 'string' ? schema : schema.name}`;
  }
  return section.kind;
}

const D = schemaOf('d', [table('d', 't', { triggers: ['tr'] }), table('d', 'u')], 0);

test('the order of MySQL: tables with their triggers, events, routines, views at the end', async () => {
  assert.deepEqual(await plan([D]), [
    'prologue',
    'replication-head',
    'database d',
    'begin-schema d',
    'enter-schema d',
    'view-placeholder a_view',
    'table t',
    'rows t',
    'triggers t',
    'table u',
    'rows u',
    'leave-tables d',
    'events d',
    'routines d',
    'leave-schema d',
    'end-schema d',
    'use-database d',
    'final-view a_view',
    'replication-tail',
    'epilogue',
  ]);
});

test('positional scope writes no database; a table list has its views before events', async () => {
  const whole = await plan([D], { scope: { kind: 'tables', schema: 'd', tables: [] } });
  assert.ok(!whole.some((each) => /^(use-)?database/.test(each)));
  assert.ok(whole.indexOf('final-view a_view') > whole.indexOf('leave-schema d'));
  const scope = { kind: 'tables', schema: 'd', tables: ['t', 'u', 'a_view'] } as const;
  const listed = await plan([D], { scope });
  assert.ok(listed.indexOf('final-view a_view') < listed.indexOf('events d'));
  assert.equal(listed.filter((each) => each === 'final-view a_view').length, 1);
  const mariadb = await plan([D], { scope }, 'mariadb');
  assert.ok(mariadb.indexOf('routines d') < mariadb.indexOf('table t'));
});

test('flags leave out what they name and nothing else', async () => {
  const noData = await plan([D], { data: false });
  assert.ok(!noData.some((each) => each.startsWith('rows')));
  assert.ok(noData.includes('table t') && noData.includes('triggers t'));
  const noInfo = await plan([D], { createInfo: false });
  assert.ok(!noInfo.some((each) => /^(table|view-placeholder|final-view|use-)/.test(each)));
  assert.ok(noInfo.includes('rows t') && noInfo.includes('triggers t'));
  const ignored = await plan([D], { ignoreTableData: new Set(['d.T']) }, 'mysql', true);
  assert.ok(!ignored.includes('rows t') && ignored.includes('rows u'));
});

test('rows that belong to other tables are not dumped', async () => {
  const merge = schemaOf('d', [table('d', 'm', { engine: 'MRG_MYISAM' })], 0);
  assert.ok(!(await plan([merge])).includes('rows m'));
});

test('the schema mysql: logs without rows at its end or beginning, statistics by flavor', async () => {
  const names = ['general_log', 'gtid_executed', 'innodb_table_stats', 'user'];
  const mysql = schemaOf(
    'mysql',
    names.map((name) => table('mysql', name)),
    0,
  );
  const planned = await plan([mysql]);
  assert.ok(planned.indexOf('table general_log') > planned.indexOf('routines mysql'));
  assert.ok(!planned.includes('rows general_log') && !planned.includes('rows gtid_executed'));
  assert.ok(planned.includes('rows innodb_table_stats'));
  assert.ok(!planned.includes('table innodb_table_stats'));
  const mariadb = await plan([mysql], {}, 'mariadb');
  assert.ok(mariadb.indexOf('table general_log') < mariadb.indexOf('table user'));
  assert.ok(mariadb.includes('table innodb_table_stats'));
  assert.ok(!mariadb.includes('rows innodb_table_stats'));
});

test('final views follow SHOW DATABASES even where the dump does not', async () => {
  const planned = await plan([schemaOf('mysql', [], 1), schemaOf('a', [], 0)]);
  assert.deepEqual(
    planned.filter((each) => each.startsWith('use-')),
    ['use-database a', 'use-database mysql'],
  );
});

test("a user's own database called MySQL is one like any other", async () => {
  const names = ['gtid_executed', 'innodb_table_stats', 'event', 'schema'];
  const own = schemaOf(
    'MySQL',
    names.map((name) => table('MySQL', name)),
    0,
  );
  for (const flavor of ['mysql', 'mariadb'] as const) {
    const planned = await plan([own], {}, flavor);
    for (const name of names)
      assert.ok(planned.includes(`table ${name}`) && planned.includes(`rows ${name}`), name);
    assert.ok(!planned.some((each) => /^(log-output|flush-privileges)/.test(each)));
  }
});
