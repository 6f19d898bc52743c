// Runs a plan against a real server and checks what every plan must hold: together the chunks
// return each row once, and each reads no more than its range of the index.

import assert from 'node:assert/strict';
import { quoteIdentifier } from '../../src/encode/text/quote.js';
import type { Table } from '../../src/model/catalog.js';
import type { ChunkTask } from '../../src/model/chunk.js';
import type { DumpOptions } from '../../src/model/options.js';
import type { ServerFacts } from '../../src/model/server.js';
import { openSession } from '../../src/mysql/protocol/connect.js';
import { readServerFacts } from '../../src/mysql/server/facts.js';
import { prepareSession } from '../../src/mysql/server/prepare-session.js';
import type { Session } from '../../src/mysql/protocol/session.js';
import { planTable, type TablePlanOptions } from '../../src/plan/plan-table.js';
import type { ProbeRow } from '../../src/plan/key/range-probe.js';
import { insertableColumns } from '../../src/plan/select-list.js';
import { readTables } from '../../src/schema/catalog/read-catalog.js';
import { connectionOptions } from '../support/connection-options.js';
import type { TestServer } from '../support/test-server.js';

/** What a chunk may read besides its rows: a row at each end of each of its ranges. */
const BESIDES = 24;
/** What a probe may read, and the one that asks for partitions. */
const PROBE_ROWS = 12;
const DICTIONARY_ROWS = 400;
const PARTIAL: ReadonlySet<string> = new Set(['range', 'ref', 'const', 'ref_or_null']);

export const PLAN_OPTIONS: TablePlanOptions = {
  where: undefined,
  orderByPrimary: false,
  chunkBytes: 8192,
  isUtc: true,
  exactFloat: true,
  exactText: true,
  takesBinary: false,
};

export interface Planned {
  readonly table: Table;
  readonly tasks: readonly ChunkTask[];
  readonly probes: number;
  /** Rows of each chunk. */
  readonly rows: readonly number[];
}

/** What becomes of the answer to a probe on its way. */
export type Distort = (sql: string, rows: readonly ProbeRow[]) => readonly ProbeRow[];

/** One session as a dump has it. */
export class Planner {
  readonly session: Session;
  readonly #facts: ServerFacts;

  constructor(session: Session, facts: ServerFacts) {
    this.session = session;
    this.#facts = facts;
  }

  static async open(server: TestServer): Promise<Planner> {
    const session = await openSession(connectionOptions(server));
    const facts = await readServerFacts(session);
    const settings = { charset: 'utf8mb4', compatible: [], tzUtc: true, skipGipk: false };
    await prepareSession(session, facts, settings);
    return new Planner(session, facts);
  }

  async readTable(schema: string, name: string): Promise<Table> {
    const selection = { triggers: false } as DumpOptions['selection'];
    const relation = { name, kind: 'table' } as const;
    const tables = await readTables(this.session, this.#facts, selection, schema, [relation]);
    const table = tables.get(name);
    assert.ok(table !== undefined, `no table ${schema}.${name}`);
    return table;
  }

  async plan(
    table: Table,
    changes: Partial<TablePlanOptions> = {},
    distort: Distort = (_sql, rows) => rows,
  ): Promise<{ tasks: ChunkTask[]; probes: number }> {
    const tasks: ChunkTask[] = [];
    let probes = 0;
    const run = planTable(table, { ...PLAN_OPTIONS, ...changes }, async (sql) => {
      probes++;
      return distort(sql, await this.session.query(sql));
    });
    for await (const task of run) tasks.push(task);
    return { tasks, probes };
  }

  /** Plans a table twice, reads the chunks and compares them with the whole table. */
  async check(table: Table, changes: Partial<TablePlanOptions> = {}): Promise<Planned> {
    const before = await this.#readHandled();
    const { tasks, probes } = await this.plan(table, changes);
    const handled = (await this.#readHandled()) - before;
    const most = DICTIONARY_ROWS + probes * PROBE_ROWS;
    assert.ok(handled <= most, `${handled} rows read by ${probes} probes`);
    const again = await this.plan(table, changes);
    assert.deepEqual(again.tasks, tasks, 'planned twice');
    return { table, tasks, probes, rows: await this.read(table, tasks, changes) };
  }

  /** Rows of each chunk. */
  async read(
    table: Table,
    tasks: readonly ChunkTask[],
    changes: Partial<TablePlanOptions> = {},
  ): Promise<number[]> {
    const left = await this.#countRows(wholeSelect(table, changes.where));
    const rows: number[] = [];
    for (const task of tasks) {
      const before = await this.#readHandled();
      const seen = await this.#countRows(task.sql);
      const handled = (await this.#readHandled()) - before;
      const count = [...seen.values()].reduce((sum, times) => sum + times, 0);
      rows.push(count);
      for (const [row, times] of seen) left.set(row, (left.get(row) ?? 0) - times);
      if (changes.where === undefined && tasks.length > 1) {
        assert.ok(handled <= count + BESIDES, `${handled} rows read for ${count}: ${task.sql}`);
      }
      if (task.sql.includes('FORCE INDEX')) await this.#checkRange(task.sql);
    }
    for (const [row, times] of left) {
      const text = Buffer.from(row, 'latin1').toString('hex');
      assert.equal(times, 0, `row ${text} is missing (or too often, if below 0)`);
    }
    return rows;
  }

  async #checkRange(sql: string): Promise<void> {
    const [row] = await this.session.query(`EXPLAIN FORMAT=TRADITIONAL ${sql}`);
    const type = row?.text('type') ?? null;
    assert.ok(type === null || PARTIAL.has(type), `${type}: ${sql}`);
  }

  async #countRows(sql: string): Promise<Map<string, number>> {
    const rows = new Map<string, number>();
    await this.session.stream(sql, {
      columns: () => undefined,
      row(bytes, start, end) {
        const row = bytes.toString('latin1', start, end);
        rows.set(row, (rows.get(row) ?? 0) + 1);
        return undefined;
      },
    });
    return rows;
  }

  async #readHandled(): Promise<number> {
    const rows = await this.session.query("SHOW SESSION STATUS LIKE 'Handler_read%'");
    const name = (row: (typeof rows)[number]): string => row.stringAt(0);
    return rows
      .filter((row) => /_(first|key|last|next|prev|rnd_next)$/.test(name(row)))
      .reduce((sum, row) => sum + Number(row.stringAt(1)), 0);
  }
}

/** Without the planner's help, but for what it selects. */
function wholeSelect(table: Table, where: string | undefined): string {
  const columns = insertableColumns(table).map(({ name, dataType, columnType, charset }) => {
    const column = quoteIdentifier(name);
    // By number, since the label of an empty member is that of no value.
    const isSetOfLabels = /^(enum|set)$/.test(dataType);
    if (isSetOfLabels && /[(,]''[,)]|\?/.test(columnType)) return `CAST(${column} AS UNSIGNED)`;
    if (dataType === 'float' && !columnType.includes('(')) return `${column} * 1e0`;
    return charset === undefined || isPlain(charset) || isSetOfLabels
      ? column
      : `CONVERT(${column} USING binary)`;
  });
  const from = `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
  return `SELECT ${columns.join(', ')} FROM ${from}${where === undefined ? '' : ` WHERE ${where}`}`;
}

function isPlain(charset: string): boolean {
  return /^(utf|ucs2|latin[1257]|koi8|gb18030|cp85|cp866)/.test(charset);
}
