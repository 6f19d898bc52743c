// Takes the steps of a load: statements one after the other on the main session, rows in
// batches side by side on the lanes, indexes once the rows of their table are in. Every
// statement and batch has a number, the same in each run of the same dump, by which a load that
// was cut off knows what is done.

import { classify } from '../../engine/statements/classify.js';
import type { InsertHead, SqlStatement, TupleRun } from '../../engine/statements/statement.js';
import { readStatements } from '../../engine/statements/statement-reader.js';
import { nowMs } from '../../base/clock.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import { loadBatch, retrying, toLoadFailure } from './load-batch.js';
import type { LoadLanes } from './load-lanes.js';
import type { LoadRun } from './load-run.js';
import type { RowsStep, SqlStep } from './load-source.js';
import { isServerSchema, takesRows, takesSchema } from './name-filter.js';
import type { Runner } from '../../engine/statements/tokens.js';
import { type RowLimits, RowTarget } from './row-target.js';
import { otherDump, Resumption } from './resumption.js';
import { readSessionState, type SessionState } from './session-state.js';
import { CHANGES_ROWS, UNRECORDED } from './statement-kinds.js';
import { describeStatement } from './describe-statement.js';
import { type LateKeys, StatementRunner } from './statement-runner.js';

/** SQL of a transaction: enough for its end to cost little, little enough for undo and memory. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** An index is there already: an earlier run came so far. */
const DUPLICATE_KEYS: ReadonlySet<number> = new Set([1061, 1826]);

interface NumberedKeys extends LateKeys {
  /** Of its keys; that of its foreign keys is the next. */
  readonly step: number;
}

/** Rows of one table that are next in a dump. */
interface Gathered {
  readonly schema: string;
  readonly head: InsertHead;
  readonly runs: TupleRun[];
  rows: number;
  sqlBytes: number;
}

export class StepLoader {
  readonly #run: LoadRun;
  readonly #lanes: LoadLanes;
  readonly #resumption: Resumption;
  readonly #isStream: boolean;
  readonly #limits: RowLimits;
  readonly #statements: StatementRunner;
  readonly #targets = new Map<string, RowTarget>();
  /** Tables whose keys wait for their rows. */
  readonly #lateKeys = new Map<string, NumberedKeys>();
  /** Tables whose foreign keys wait for the keys of all. */
  readonly #foreignKeys: NumberedKeys[] = [];
  readonly #runner: Runner;
  /** Number of the next statement or batch. */
  #step = 0;
  /** Of the main session, as the dump has set it. */
  #state: SessionState = new Map();

  /** `isStream`: rows come between the definitions, those of a table in a row. */
  constructor(run: LoadRun, lanes: LoadLanes, limits: RowLimits, isStream: boolean) {
    this.#limits = limits;
    this.#isStream = isStream;
    const { flavor, version } = run.facts;
    const versionNumber = (version.major * 100 + version.minor) * 100 + version.patch;
    this.#runner = { flavor, versionNumber };
    this.#run = run;
    this.#lanes = lanes;
    this.#resumption = new Resumption(run);
    this.#statements = new StatementRunner(run);
  }

  /** Before the first step. Rejects where the database of --database is not there. */
  async begin(): Promise<void> {
    const { database } = this.#run.options;
    if (database === undefined) return;
    await this.#statements.enter(database).catch((error: unknown) => {
      throw toLoadFailure(`a dump for database ${database}`, error);
    });
  }

  /** Statements, and rows between them. */
  async takeSql({ label, read, schema }: SqlStep): Promise<void> {
    if (schema !== undefined) {
      if (!takesSchema(this.#run.options.selection, schema)) return;
      if (isServerSchema(schema) && !this.#run.options.trusted) return;
      await this.#statements.enter(schema);
    }
    let gathered: Gathered | undefined;
    for await (const item of readStatements(read())) {
      this.#run.signal.throwIfAborted();
      if (item.kind === 'statement') {
        if (gathered !== undefined) await this.#submit(gathered);
        gathered = undefined;
        await this.#takeStatement(item, label);
        continue;
      }
      if (gathered !== undefined && !continues(gathered, item)) {
        await this.#submit(gathered);
        gathered = undefined;
      }
      gathered ??= this.#gather(item.head);
      gathered.runs.push(item);
      gathered.rows += item.rows;
      gathered.sqlBytes += item.tuples.byteLength;
    }
    if (gathered !== undefined) await this.#submit(gathered);
  }

  /** Rows that are apart: a lane reads them itself. `isLast` of their table. */
  async takeRows(step: RowsStep, isLast: boolean): Promise<void> {
    const number = this.#step++;
    const { schema, table } = step;
    if (this.#takesRows(schema, table)) await this.#submitApart(step, number);
    if (isLast) this.#finishTable(keyOf(schema, table));
  }

  /** Every table's rows are submitted: their indexes follow. */
  finishTables(): void {
    for (const key of this.#lateKeys.keys()) this.#finishTable(key);
  }

  /** Of those tables that have no rows in the dump. */
  finishTablesWithout(rows: readonly RowsStep[]): void {
    const withRows = new Set(rows.map(({ schema, table }) => keyOf(schema, table)));
    for (const key of this.#lateKeys.keys()) if (!withRows.has(key)) this.#finishTable(key);
  }

  /** Once no rows are left: all keys, and then the foreign keys between the tables. */
  async addIndexes(): Promise<void> {
    this.finishTables();
    await this.#lanes.idle();
    for (const late of this.#foreignKeys.splice(0)) {
      const { foreignKeys, schema, step, table } = late;
      if (foreignKeys !== undefined)
        this.#addKeys(keyOf(schema, table), late, foreignKeys, step + 1);
    }
    await this.#lanes.idle();
  }

  /** Every table that has rows from this run. */
  async analyze(): Promise<void> {
    for (const { schema, table } of this.#targets.values()) {
      const name = `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
      await this.#run.main.execute(`ANALYZE TABLE ${name}`);
    }
  }

  /** Resolves when all that was submitted is in the target. */
  async idle(): Promise<void> {
    await this.#lanes.idle();
  }

  async #takeStatement(statement: SqlStatement, label: string): Promise<void> {
    const number = this.#step++;
    const facts = classify(statement.sql, statement.rules, this.#runner);
    const { main, record } = this.#run;
    const isRecorded = !UNRECORDED.has(facts.class);
    const needs = this.#statements.needs(facts);
    if (this.#isStream && facts.class === 'create-table') this.finishTables();
    if (needs === 'all') await this.addIndexes();
    if (typeof needs === 'object') {
      this.#finishTable(keyOf(needs.schema, needs.table));
      await this.#lanes.idle(keyOf(needs.schema, needs.table));
    }
    const isDone = isRecorded && this.#resumption.isDone(number);
    const isDoubted = isRecorded && !isDone && this.#resumption.takeDoubt();
    const isAtomic = isRecorded && !isDone && CHANGES_ROWS.has(facts.class);
    try {
      if (isAtomic) await main.execute('START TRANSACTION');
      const keys = isDone
        ? await this.#statements.recall(statement, facts)
        : await this.#statements.run(statement, facts, isDoubted);
      if (keys !== undefined) {
        this.#lateKeys.set(keyOf(keys.schema, keys.table), { ...keys, step: this.#step });
        this.#step += 2;
      }
    } catch (error) {
      const where = `line ${statement.at.line} of ${label}`;
      throw toLoadFailure(`${describeStatement(statement.sql, facts)} (${where})`, error);
    }
    if (isRecorded && !isDone) await record.stepsDone(number + 1);
    if (isAtomic) await main.execute('COMMIT');
  }

  async #submitApart(step: RowsStep, number: number): Promise<void> {
    const { schema, table } = step;
    const target = this.#targetOf(schema, table);
    const known = await this.#resumption.take(target, number);
    if (known === 'done') return;
    const done = known === 'unknown' ? 0 : known.batches;
    const state = await this.#readState();
    await this.#lanes.submit(keyOf(schema, table), async (lane) => {
      let batch = 0;
      let gathered: Gathered | undefined;
      const load = async (): Promise<void> => {
        if (gathered === undefined) return;
        const { rows, runs, sqlBytes } = gathered;
        gathered = undefined;
        if (++batch <= done) return;
        await loadBatch(this.#run, lane, state, {
          target,
          runs,
          rows,
          sqlBytes,
          step: number,
          batch,
        });
      };
      for await (const item of readStatements(step.read())) {
        this.#run.signal.throwIfAborted();
        // LOCK TABLES and the like, which each transaction does without.
        if (item.kind === 'statement') continue;
        gathered ??= { schema, head: item.head, runs: [], rows: 0, sqlBytes: 0 };
        gathered.runs.push(item);
        gathered.rows += item.rows;
        gathered.sqlBytes += item.tuples.byteLength;
        const isBetweenRows = item.part === 'whole' || item.part === 'last';
        if (isBetweenRows && gathered.sqlBytes >= BATCH_BYTES) await load();
      }
      await load();
    });
  }

  #gather(head: InsertHead): Gathered {
    const schema = head.schema ?? this.#statements.schema ?? '';
    return { schema, head, runs: [], rows: 0, sqlBytes: 0 };
  }

  async #submit({ head, rows, runs, schema, sqlBytes }: Gathered): Promise<void> {
    const number = this.#step++;
    const { table } = head;
    const key = keyOf(schema, table);
    this.#finishOthers(key);
    if (this.#statements.hasTemporary(schema, table)) return await this.#insert(head, runs);
    if (!this.#takesRows(schema, table)) return;
    // What is ignored or replaced depends on every key.
    const needsKeys = head.isIgnore || head.verb === 'replace';
    if (needsKeys) {
      this.#finishTable(key);
      await this.#lanes.idle();
    }
    const target = this.#targetOf(schema, table);
    const known = await this.#resumption.take(target, number);
    if (known === 'done') return;
    if (known !== 'unknown') {
      if (known.sqlBytes === sqlBytes) return;
      throw otherDump();
    }
    const state = await this.#readState();
    // Without transactions only the order says what is done.
    const isOrdered = needsKeys || !(await this.#resumption.isTransactional(target));
    if (isOrdered) await this.#lanes.idle(key);
    await this.#lanes.submit(key, async (lane) => {
      await loadBatch(this.#run, lane, state, {
        target,
        runs,
        rows,
        sqlBytes,
        step: number,
        batch: 1,
      });
    });
    if (isOrdered) await this.#lanes.idle(key);
  }

  /** On the main session. */
  async #insert(head: InsertHead, runs: readonly TupleRun[]): Promise<void> {
    for (const { tuples } of runs) {
      await this.#run.main.execute(Buffer.concat([head.text, tuples]));
    }
  }

  #takesRows(schema: string, table: string): boolean {
    const { selection, trusted } = this.#run.options;
    if (isServerSchema(schema) && !trusted) return false;
    return takesRows(selection, schema, table) && this.#statements.takesRowsOf(schema, table);
  }

  #targetOf(schema: string, table: string): RowTarget {
    const key = keyOf(schema, table);
    const known = this.#targets.get(key) ?? new RowTarget(schema, table, this.#limits);
    this.#targets.set(key, known);
    return known;
  }

  async #readState(): Promise<SessionState> {
    if (this.#statements.isStateDirty) {
      this.#statements.isStateDirty = false;
      this.#state = await readSessionState(this.#run.main);
    }
    return this.#state;
  }

  /** A stream that goes on with another table has no more rows of those before. */
  #finishOthers(key: string): void {
    if (!this.#isStream) return;
    for (const other of this.#lateKeys.keys()) if (other !== key) this.#finishTable(other);
  }

  #finishTable(key: string): void {
    const late = this.#lateKeys.get(key);
    if (late === undefined) return;
    this.#lateKeys.delete(key);
    const { foreignKeys, keys, step } = late;
    if (foreignKeys !== undefined) this.#foreignKeys.push(late);
    if (keys !== undefined) this.#addKeys(key, late, keys, step);
  }

  #addKeys(after: string, { schema, table }: LateKeys, sql: Uint8Array, step: number): void {
    const { record, reporter, unfinished } = this.#run;
    if ((unfinished?.marks.get(step)?.batches ?? 0) > 0) return;
    const state = this.#state;
    this.#lanes.submitAfter(after, `indexes of ${keyOf(schema, table)}`, async (lane) => {
      const startedMs = nowMs();
      await retrying(this.#run, `indexes of ${schema}.${table}`, async (isAgain) => {
        const session = await lane.enter(state);
        await session.enterSchema(schema);
        try {
          await session.execute(Buffer.from(sql));
        } catch (error) {
          const isThere = DUPLICATE_KEYS.has(serverErrno(error) ?? 0);
          if (!isThere || !(isAgain || unfinished !== undefined)) throw error;
        }
        await session.execute(record.markOf(step, { batches: 1, sqlBytes: 0 }));
      });
      reporter.indexed(schema, table, nowMs() - startedMs);
    });
  }
}

function continues({ head, sqlBytes }: Gathered, item: TupleRun): boolean {
  if (item.part === 'middle' || item.part === 'last') return true;
  return item.head === head && sqlBytes < BATCH_BYTES;
}

function keyOf(schema: string, table: string): string {
  return JSON.stringify([schema, table]);
}
