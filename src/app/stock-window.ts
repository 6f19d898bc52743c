// The window of mysqldump's drop-in: it locks as the stock tool does, with its statements,
// in its order and after the header is written, and says what that tool says when one of
// them fails.

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
import { StockReplica } from './stock-replica.js';
import { within } from './server-changes.js';
import { quiesce, type Window, type WindowContext } from './window.js';

const NOTHING: Coordinates = {
  binlog: undefined,
  gtidExecuted: undefined,
  gtidBinlogPos: undefined,
  gtidSlavePos: undefined,
  replica: [],
};

const FLUSH_LOGS = 'FLUSH /*!40101 LOCAL */ LOGS';

export class StockWindow implements Window {
  readonly mode: string;
  readonly openedMs = undefined;
  readonly coordinates: Coordinates = NOTHING;
  readonly #context: WindowContext;
  readonly #dialect: Dialect;
  readonly #replica: StockReplica;
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
    this.#replica = new StockReplica(context);
  }

  async begin(): Promise<void> {
    const { facts, options } = this.#context;
    const { deleteSourceLogs, dumpReplica, outputAsVersion } = options.replication;
    if (options.selection.events && isAtLeast(facts.version, 8, 2)) {
      const words = outputAsVersion === 'server' ? 'NONE' : 'BEFORE_8_2_0';
      await this.#tell(`SET @@SESSION.terminology_use_previous = ${words}`);
    }
    if (dumpReplica !== 0) await this.#replica.stop();
    if (this.#locksAll()) {
      await this.#execute('FLUSH /*!40101 LOCAL */ TABLES');
      await this.#execute('FLUSH /*!40101 LOCAL */ TABLES WITH READ LOCK');
    }
    if (this.#locksAll() || deleteSourceLogs) {
      if (this.#flushesLogs || deleteSourceLogs) await this.#flushLogs('main');
      this.#flushesLogs = false;
    }
    if (deleteSourceLogs) this.#firstLog = await this.#readLogName();
    if (this.#isTransaction) {
      this.#context.failures.verbose('-- Starting transaction...');
      await this.#execute('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await this.#execute('START TRANSACTION /*!40100 WITH CONSISTENT SNAPSHOT */');
    }
    warnOfStockGtids(this.#context);
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
    const toFailure = (error: unknown): ObjectFailure =>
      gotError(this.#dialect, `views of ${schema.name}`, 'when selecting the database', error);
    await this.#attempt(`USE ${quoteIdentifier(schema.name)}`, toFailure);
    await this.#lockTables(schema);
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
      const holds = this.#locksTables || this.#locksAll();
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

  /** A snapshot needs the lock where something must be of its very moment. */
  #locksAll(): boolean {
    const { facts, options } = this.#context;
    const { setGtidPurged, sourceData } = options.replication;
    if (this.mode === 'lock-all-tables' || sourceData !== 0) return true;
    const tellsGtids = setGtidPurged !== 'off' && facts.gtidMode !== 'OFF';
    return this.#isTransaction && (options.window.flushLogs || tellsGtids);
  }

  async #lockTables(schema: Schema): Promise<void> {
    if (!this.#locksTables) return;
    const names = this.#lockableNames(schema);
    // Where none of the listed tables is there, the tool asks all the same.
    if (names.length === 0 && !this.#hasTableList) return;
    const list = names.map((name) => `${name} READ /*!32311 LOCAL */`);
    const doing = this.#hasTableList ? 'when doing LOCK TABLES' : 'when using LOCK TABLES';
    const toFailure = (error: unknown): ObjectFailure =>
      gotError(this.#dialect, `lock on the tables of ${schema.name}`, doing, error);
    await this.#attempt(`LOCK TABLES ${list.join(',')}`.trimEnd(), toFailure);
  }

  #lockableNames(schema: Schema): string[] {
    const { quote } = namesFor(this.#context.options.format);
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
    const show = isAtLeast(facts.version, 8, 2) ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS';
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
