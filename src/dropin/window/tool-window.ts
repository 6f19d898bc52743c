// The window of a drop-in: it locks as the stock tool does, with its statements, in its
// order and after the header is written, and says what that tool says when one of them
// fails. What differs between the two tools is in mysqldump-window.ts and
// mariadb-dump-window.ts.

import { untilAborted } from '../../base/clock.js';
import { NO_PROOF, type Proof } from '../../mysql/server/chunk-check.js';
import type { Schema } from '../../model/catalog.js';
import type { Coordinates } from '../../model/coordinates.js';
import { quoteString } from '../../encode/text/quote.js';
import type { Session } from '../../mysql/protocol/session.js';
import { namesFor } from '../../schema/text/names.js';
import { SkipToEpilogue } from '../../app/run/personality.js';
import { couldntExecute, gotError, type ToolFailure } from '../messages/failures.js';
import { NO_COORDINATES, type Window } from '../../app/run/window.js';
import { quiesce } from '../../app/window/control.js';
import type { RunContext } from '../../app/run/run-context.js';
import type { ToolReporter } from '../messages/tool-reporter.js';
import { within } from '../../mysql/server/other-session.js';

const FLUSH_LOGS = 'FLUSH /*!40101 LOCAL */ LOGS';

/** What a tool does about the replica a dump is taken from. */
export interface StockReplica {
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Starts what runs no more on our account. */
  close(): Promise<void>;
}

export abstract class StockWindow implements Window {
  readonly mode: string;
  readonly openedMs = undefined;
  readonly coordinates: Coordinates = NO_COORDINATES;
  readonly proof: Proof = NO_PROOF;
  protected readonly context: RunContext;
  protected readonly tool: ToolReporter;
  readonly #replica: StockReplica;
  /** Logs are flushed for each schema. */
  #flushesLogs: boolean;
  /** The log that is written since the dump began: those before it may go. */
  #firstLog: string | undefined;

  constructor(context: RunContext, tool: ToolReporter, replica: StockReplica) {
    const { options } = context;
    this.context = context;
    this.tool = tool;
    this.mode = options.window.consistency;
    this.#flushesLogs = options.window.flushLogs;
    this.#replica = replica;
  }

  /** Before anything else is done. */
  protected abstract prepare(): Promise<void>;
  /** Whether all tables are locked, if only for a moment. */
  protected abstract locksAll(): boolean;
  protected abstract readonly lockStatements: readonly string[];
  protected abstract readonly showLog: string;
  /** The logs could not be flushed at the moment of the lock. */
  protected abstract failFlush(error: unknown): void;
  /** When the snapshot stands, or the lock, and nothing is read yet. */
  protected abstract started(): void;

  /** The header is written; what comes before the first schema is next. */
  async begin(): Promise<void> {
    const { deleteSourceLogs, dumpReplica } = this.context.options.replication;
    await this.prepare();
    if (dumpReplica !== 0) await this.#replica.stop();
    if (this.locksAll()) {
      for (const statement of this.lockStatements) await this.#execute(statement);
    }
    if (this.locksAll() || this.#isPositioned || deleteSourceLogs) {
      if (this.#flushesLogs || deleteSourceLogs) await this.#flushAtStart();
      this.#flushesLogs = false;
    }
    if (deleteSourceLogs) this.#firstLog = await this.#readLogName();
    if (this.isTransaction) {
      this.tool.verbose('-- Starting transaction...');
      await this.#execute('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await this.#execute('START TRANSACTION /*!40100 WITH CONSISTENT SNAPSHOT */');
    }
    this.started();
  }

  /** It is written. */
  async begun(): Promise<void> {
    if (this.isTransaction) await this.#execute('UNLOCK TABLES');
  }

  async enterSchema(schema: Schema): Promise<void> {
    await this.#lockTables(schema, schema.lockable);
    const step = schema.listed ? 'dump_selected_tables' : 'dump_all_tables_in_db';
    if (this.#flushesLogs) await this.#flushLogs(step);
    if (!this.isTransaction) return;
    this.tool.verbose('-- Setting savepoint...');
    await this.#try('SAVEPOINT sp');
  }

  /** After all that is written of a table or view. */
  async endRelation(): Promise<void> {
    if (!this.isTransaction) return;
    this.tool.verbose('-- Rolling back to savepoint sp...');
    await this.#try('ROLLBACK TO SAVEPOINT sp');
  }

  /** After the last table of a schema. */
  async leaveTables(): Promise<void> {
    if (!this.isTransaction) return;
    this.tool.verbose('-- Releasing savepoint...');
    await this.#try('RELEASE SAVEPOINT sp');
  }

  async leaveSchema(): Promise<void> {
    if (this.#locksTables) await this.#try('UNLOCK TABLES');
  }

  /** Before and after the views of a schema, when all schemas are done. */
  async enterViews(schema: Schema): Promise<void> {
    const toFailure = (error: unknown): ToolFailure =>
      gotError(this.tool.profile, 'when selecting the database', error);
    await this.#attempt((control) => control.enterSchema(schema.name), toFailure);
    const sequences = new Set(schema.sequences.map(({ name }) => name));
    const others = schema.lockable.filter((name) => !sequences.has(name));
    await this.#lockTables(schema, others);
    if (this.#flushesLogs) await this.#flushLogs('dump_all_views_in_db');
  }

  async leaveViews(): Promise<void> {
    if (this.#locksTables) await this.#try('UNLOCK TABLES');
  }

  /** All is read. */
  async finish(): Promise<void> {
    if (this.context.options.replication.dumpReplica !== 0) await this.#replica.start();
  }

  /** Only now: what is deleted is in a dump that stands. */
  async committed(): Promise<void> {
    if (this.#firstLog !== undefined)
      await this.#execute(`PURGE BINARY LOGS TO ${quoteString(this.#firstLog)}`);
  }

  async close(): Promise<undefined> {
    const { control } = this.context;
    await quiesce(this.context);
    try {
      await this.#replica.close();
    } finally {
      const holds = this.#locksTables || this.locksAll();
      if (control.alive && holds)
        await within(control.execute('UNLOCK TABLES')).catch(() => control.destroy());
    }
  }

  protected get isTransaction(): boolean {
    return this.mode === 'single-transaction';
  }

  get #locksTables(): boolean {
    return this.mode === 'lock-tables';
  }

  /** The dump says where replication starts. */
  get #isPositioned(): boolean {
    return this.context.options.replication.sourceData !== 0;
  }

  async #lockTables(schema: Schema, names: readonly string[]): Promise<void> {
    if (!this.#locksTables || (schema.listed && isComputed(schema.name))) return;
    // Where none of the listed tables is there, the tools ask all the same.
    if (names.length === 0 && !schema.listed) return;
    const { format, connection } = this.context.options;
    const { quote } = namesFor({ format, charset: connection.charset });
    const list = names.map((name) => `${quote(name)} READ /*!32311 LOCAL */`);
    const doing = schema.listed ? 'when doing LOCK TABLES' : 'when using LOCK TABLES';
    const toFailure = (error: unknown): ToolFailure => gotError(this.tool.profile, doing, error);
    await this.#attempt(`LOCK TABLES ${list.join(',')}`.trimEnd(), toFailure);
  }

  async #flushAtStart(): Promise<void> {
    const { control, signal } = this.context;
    try {
      await untilAborted(control.execute(FLUSH_LOGS), signal);
    } catch (error) {
      signal.throwIfAborted();
      this.failFlush(error);
      throw new SkipToEpilogue();
    }
    this.tool.verbose('-- main : logs flushed successfully!');
  }

  async #flushLogs(step: string): Promise<void> {
    const isDone = await this.#attempt(FLUSH_LOGS, (error) => this.refreshFailure(error));
    if (isDone) this.tool.verbose(`-- ${step} : logs flushed successfully!`);
  }

  protected refreshFailure(error: unknown): ToolFailure {
    return gotError(this.tool.profile, 'when doing refresh', error);
  }

  async #readLogName(): Promise<string> {
    const [row] = await this.context.control.query(this.showLog).catch(() => []);
    // The stock tools say nothing.
    if (row === undefined) throw new SkipToEpilogue();
    return row.stringAt(0);
  }

  /** Without it there is no dump, only its end. */
  async #execute(statement: string): Promise<void> {
    if (!(await this.#try(statement))) throw new SkipToEpilogue();
  }

  async #try(statement: string): Promise<boolean> {
    return await this.#attempt(statement, (error) => couldntExecute(statement, error));
  }

  async #attempt(
    step: string | ((control: Session) => Promise<void>),
    toFailure: (error: unknown) => ToolFailure,
  ): Promise<boolean> {
    const { control, signal } = this.context;
    try {
      const taken: Promise<unknown> =
        typeof step === 'string' ? control.execute(step) : step(control);
      await untilAborted(taken, signal);
      return true;
    } catch (error) {
      signal.throwIfAborted();
      this.tool.failed(toFailure(error));
      return false;
    }
  }
}

/** The server's own views, which take no lock. */
function isComputed(schema: string): boolean {
  return ['information_schema', 'performance_schema'].includes(schema.toLowerCase());
}
