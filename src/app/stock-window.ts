// The window of a drop-in: it locks as its stock tool does, with its statements, in its
// order and after the header is written, and says what that tool says when one of them
// fails.

import { untilAborted } from '../base/clock.js';
import type { Schema } from '../model/catalog.js';
import type { Coordinates } from '../model/coordinates.js';
import { quoteIdentifier } from '../encode/identifier.js';
import { isAtLeast } from '../model/server.js';
import { styleFor } from '../model/style.js';
import { type Dialect, dialectFor } from '../schema/dialect.js';
import { namesFor } from '../schema/names.js';
import { DumpEnds, type ObjectFailure } from '../schema/object-failure.js';
import { couldntExecute, gotError } from '../schema/stock-words.js';
import { systemTableKind } from '../schema/system-tables.js';
import { warnOfStockGtids } from './stock-gtid-warnings.js';
import { readStockPositions } from './stock-positions.js';
import { StockReplica } from './stock-replica.js';
import { within } from './server-changes.js';
import { NO_COORDINATES, quiesce, type Window, type WindowContext } from './window.js';

const FLUSH_LOGS = 'FLUSH /*!40101 LOCAL */ LOGS';

export class StockWindow implements Window {
  readonly mode: string;
  readonly openedMs = undefined;
  readonly #context: WindowContext;
  readonly #dialect: Dialect;
  readonly #replica: StockReplica;
  readonly #isMysql: boolean;
  #coordinates = NO_COORDINATES;
  #hasGlobalLock = false;
  /** Logs are flushed for each schema. */
  #flushesLogs: boolean;
  /** The log that is written since the dump began: those before it may go. */
  #firstLog: string | undefined;

  constructor(context: WindowContext) {
    const { options, facts } = context;
    this.#context = context;
    this.mode = options.window.consistency;
    this.#flushesLogs = options.window.flushLogs;
    this.#dialect = dialectFor(styleFor(options.personality).drop?.flavor ?? facts.flavor);
    this.#isMysql = this.#dialect.flavor === 'mysql';
    this.#replica = new StockReplica(context);
  }

  /** mariadb-dump's, as soon as it has begun; mysqldump's are read where they are written. */
  get coordinates(): Coordinates {
    return this.#coordinates;
  }

  async begin(): Promise<void> {
    const { facts, options } = this.#context;
    const { deleteSourceLogs, dumpReplica, outputAsVersion, sourceData } = options.replication;
    if (this.#isMysql && options.selection.events && isAtLeast(facts.version, 8, 2)) {
      const words = outputAsVersion === 'server' ? 'NONE' : 'BEFORE_8_2_0';
      await this.#tell(`SET @@SESSION.terminology_use_previous = ${words}`);
    }
    if (dumpReplica !== 0) await this.#replica.stop();
    const ofSnapshot = sourceData !== 0 && (await this.#knowsItsPosition());
    this.#hasGlobalLock = this.#locksAll(ofSnapshot);
    if (this.#hasGlobalLock) {
      await this.#execute('FLUSH /*!40101 LOCAL */ TABLES');
      await this.#execute(this.#dialect.globalReadLock);
    }
    if (this.#hasGlobalLock || deleteSourceLogs || sourceData !== 0) {
      if (this.#flushesLogs || deleteSourceLogs) await this.#flushLogs('main');
      this.#flushesLogs = false;
    }
    if (deleteSourceLogs) this.#firstLog = await this.#readLogName();
    if (this.#isTransaction) {
      this.#context.failures.verbose('-- Starting transaction...');
      await this.#execute('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await this.#execute('START TRANSACTION /*!40100 WITH CONSISTENT SNAPSHOT */');
    }
    if (this.#isMysql) warnOfStockGtids(this.#context);
    else this.#coordinates = await readStockPositions(this.#context, ofSnapshot);
  }

  async begun(): Promise<void> {
    if (this.#isTransaction) await this.#execute('UNLOCK TABLES');
  }

  async enterSchema(schema: Schema): Promise<void> {
    const { failures } = this.#context;
    await this.#lockTables(schema);
    const step = this.#hasTableList ? 'dump_selected_tables' : 'dump_all_tables_in_db';
    if (this.#flushesLogs) await this.#flushLogs(step);
    if (!this.#isTransaction) return;
    failures.verbose('-- Setting savepoint...');
    await this.#try('SAVEPOINT sp');
  }

  async leaveTable(): Promise<void> {
    if (!this.#isTransaction) return;
    this.#context.failures.verbose('-- Rolling back to savepoint sp...');
    await this.#try('ROLLBACK TO SAVEPOINT sp');
  }

  async leaveSchema(): Promise<void> {
    if (this.#isTransaction) {
      this.#context.failures.verbose('-- Releasing savepoint...');
      await this.#try('RELEASE SAVEPOINT sp');
    }
    if (this.#locksTables) await this.#try('UNLOCK TABLES');
  }

  async enterViews(schema: Schema): Promise<void> {
    const sequences = new Set(schema.sequences.map(({ name }) => name));
    const toFailure = (error: unknown): ObjectFailure =>
      gotError(this.#dialect, `views of ${schema.name}`, 'when selecting the database', error);
    await this.#attempt(`USE ${quoteIdentifier(schema.name)}`, toFailure);
    await this.#lockTables(schema, (name) => !sequences.has(name));
    if (this.#flushesLogs) await this.#flushLogs('dump_all_views_in_db');
  }

  async leaveViews(): Promise<void> {
    if (this.#locksTables) await this.#try('UNLOCK TABLES');
  }

  async finish(): Promise<void> {
    if (this.#context.options.replication.dumpReplica !== 0) await this.#replica.start();
  }

  /** Only now: what is deleted is in a dump that stands. */
  async committed(): Promise<void> {
    if (this.#firstLog !== undefined)
      await this.#execute(`PURGE BINARY LOGS TO '${this.#firstLog}'`);
  }

  async close(): Promise<undefined> {
    const { control } = this.#context;
    await quiesce(this.#context);
    try {
      await this.#replica.close();
    } finally {
      const holds = this.#locksTables || this.#hasGlobalLock;
      if (control.alive && holds)
        await within(control.execute('UNLOCK TABLES')).catch(() => control.destroy());
    }
  }

  get #isTransaction(): boolean {
    return this.mode === 'single-transaction';
  }

  get #locksTables(): boolean {
    return this.mode === 'lock-tables';
  }

  get #hasTableList(): boolean {
    const { scope } = this.#context.options.selection;
    return scope.kind === 'tables' && scope.tables.length > 0;
  }

  /** MariaDB's transactions do, where there is a binary log. */
  async #knowsItsPosition(): Promise<boolean> {
    if (this.#isMysql || !this.#isTransaction) return false;
    const { control } = this.#context;
    const rows = await control.query("SHOW STATUS LIKE 'binlog_snapshot_%'");
    return rows.some((row) => row.stringAt(1) !== '' && row.stringAt(1) !== '0');
  }

  /** A snapshot needs the lock where something must be of its very moment. */
  #locksAll(ofSnapshot: boolean): boolean {
    const { facts, options } = this.#context;
    const { setGtidPurged, sourceData } = options.replication;
    if (this.mode === 'lock-all-tables' || (sourceData !== 0 && !ofSnapshot)) return true;
    const tellsGtids = setGtidPurged !== 'off' && facts.gtidMode !== 'OFF';
    return this.#isTransaction && (options.window.flushLogs || tellsGtids);
  }

  async #lockTables(schema: Schema, isWanted = (_name: string): boolean => true): Promise<void> {
    if (!this.#locksTables) return;
    if (!this.#isMysql && this.#hasTableList && isComputed(schema.name)) return;
    const names = this.#lockableNames(schema, isWanted);
    // Where none of the listed tables is there, the tool asks all the same.
    if (names.length === 0 && !this.#hasTableList) return;
    const list = names.map((name) => `${name} READ /*!32311 LOCAL */`);
    const doing = this.#hasTableList ? 'when doing LOCK TABLES' : 'when using LOCK TABLES';
    const toFailure = (error: unknown): ObjectFailure =>
      gotError(this.#dialect, `lock on the tables of ${schema.name}`, doing, error);
    await this.#attempt(`LOCK TABLES ${list.join(',')}`.trimEnd(), toFailure);
  }

  #lockableNames(schema: Schema, isWanted: (name: string) => boolean): string[] {
    const { quote } = namesFor(this.#context.options.format);
    if (!this.#isMysql) return schema.lockable.filter(isWanted).map(quote);
    const names = schema.relations.map((relation) =>
      relation.kind === 'table' ? relation.table.name : relation.view.name,
    );
    // The server's own logs cannot be locked.
    const isLog = (name: string): boolean =>
      systemTableKind(this.#dialect, schema.name, name) === 'kept-last';
    return names.filter((name) => !isLog(name)).map(quote);
  }

  async #flushLogs(step: string): Promise<void> {
    const toFailure = (error: unknown): ObjectFailure =>
      gotError(this.#dialect, 'flush of the logs', 'when doing refresh', error);
    const isDone = await this.#attempt(FLUSH_LOGS, toFailure);
    if (isDone) this.#context.failures.verbose(`-- ${step} : logs flushed successfully!`);
    else if (step === 'main') throw new DumpEnds();
  }

  async #readLogName(): Promise<string> {
    const { control, facts } = this.#context;
    const isNew = this.#isMysql && isAtLeast(facts.version, 8, 2);
    const show = isNew ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
    const [row] = await control.query(show).catch(() => []);
    // The stock tool says nothing.
    if (row === undefined) throw new DumpEnds();
    return row.stringAt(0);
  }

  /** Without it there is no dump, only its end. */
  async #execute(statement: string): Promise<void> {
    if (!(await this.#try(statement))) throw new DumpEnds();
  }

  async #try(statement: string): Promise<boolean> {
    return await this.#attempt(statement, (error) => couldntExecute('lock', statement, error));
  }

  async #attempt(
    statement: string,
    toFailure: (error: unknown) => ObjectFailure,
  ): Promise<boolean> {
    const { control, failures, signal } = this.#context;
    try {
      await untilAborted(control.execute(statement), signal);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      failures.objectFailed(toFailure(error));
      return false;
    }
  }

  async #tell(statement: string): Promise<void> {
    const { control, failures } = this.#context;
    await control.execute(statement).catch(() => {
      failures.tell(' Warning: Could not set terminology mode for outputting events. ');
    });
  }
}

/** The server's own views, which take no lock. */
function isComputed(schema: string): boolean {
  return ['information_schema', 'performance_schema'].includes(schema.toLowerCase());
}
