// Rows of a dump into one table of the target, by the fastest way that stores what the INSERTs
// would: LOAD DATA LOCAL where its lines say the same, INSERT for the rest. LOAD DATA LOCAL leaves
// out rows and bends values with a warning where an INSERT fails; so where it warns of anything
// what it did is taken back, and done again by INSERT, which says what is wrong or stores it.

import { Errno, isConnectionLost, serverErrno } from '../../mysql/protocol/server-error.js';
import type { Outcome } from '../../mysql/protocol/outcome.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { InsertHead, TupleRun } from '../statements/statement.js';
import { insertPieces, insertRows } from './insert-rows.js';
import { giveBackKernel, takeKernel } from './kernel-pool.js';
import { LineSource, type Place } from './line-source.js';
import { buildLoadPlan, type LoadPlan, type TargetTable } from './load-plan.js';

export interface LoadSettings {
  /**
   * The server allows LOAD DATA LOCAL, and the session was opened for it. Not for a Galera node with
   * wsrep_load_data_splitting, which commits every 10,000 rows.
   */
  readonly localInfile: boolean;
  /** The target's. */
  readonly maxAllowedPacket: number;
  /** Fewer bytes of SQL are inserted, with one request instead of three. */
  readonly insertBytes?: number;
}

/** How many rows went which way; those that were taken back count as inserted. */
export interface WrittenRows {
  readonly loaded: number;
  readonly inserted: number;
}

const INSERT_BYTES = 32 * 1024;
/** After as many statements in vain, one after the other, the table is left to INSERT. */
const FAILURES_MAX = 3;
const PLANS_MAX = 64;
/** With these the transaction is over. */
const ENDS_TRANSACTION: ReadonlySet<number> = new Set([Errno.deadlock, Errno.lockWaitTimeout]);

interface Planned {
  readonly clientCharset: string;
  readonly introduced: Set<number>;
  plan: LoadPlan | undefined;
}

export class RowLoader {
  readonly #table: TargetTable;
  readonly #settings: LoadSettings;
  /** By the text of the head, of which a table has few: each INSERT may come with an object of its own. */
  readonly #plans = new Map<string, Planned>();
  #failures = 0;

  constructor(table: TargetTable, settings: LoadSettings) {
    this.#table = table;
    this.#settings = settings;
  }

  /**
   * Writes the rows in their order. A transaction of `session` has to be open, and the schema of
   * the table its current one; `clientCharset` is its character_set_client. Rejects as an INSERT of
   * them does; the transaction is then to be rolled back.
   */
  async write(
    session: Session,
    runs: readonly TupleRun[],
    clientCharset: string,
  ): Promise<WrittenRows> {
    let loaded = 0;
    let all = 0;
    for (const group of groupRuns(runs)) {
      for (const run of group) all += run.rows;
      if (group[0]?.part !== 'whole') await insertPieces(session, group);
      else loaded += await this.#writeGroup(session, group, clientCharset);
    }
    return { loaded, inserted: all - loaded };
  }

  /** Of runs with one head. */
  async #writeGroup(
    session: Session,
    runs: readonly TupleRun[],
    clientCharset: string,
  ): Promise<number> {
    const head = (runs[0] as TupleRun).head;
    const bytes = runs.reduce((sum, run) => sum + run.tuples.length, 0);
    const isSmall = bytes < (this.#settings.insertBytes ?? INSERT_BYTES);
    let loaded = 0;
    for (let place: Place = { run: 0, at: 0 }; place.run < runs.length; ) {
      const planned = isSmall ? undefined : this.#planFor(head, clientCharset);
      const isInserted = planned?.plan === undefined || this.#failures >= FAILURES_MAX;
      if (isInserted) place = await this.#insert(session, runs, place);
      else {
        const result = await this.#load(session, planned, runs, place);
        loaded += result.rows;
        place = result.place;
      }
    }
    return loaded;
  }

  /** The rest of a run. */
  async #insert(session: Session, runs: readonly TupleRun[], place: Place): Promise<Place> {
    const run = runs[place.run] as TupleRun;
    await insertRows(session, run, place.at, this.#settings.maxAllowedPacket);
    return { run: place.run + 1, at: 0 };
  }

  #planFor(head: InsertHead, clientCharset: string): Planned | undefined {
    if (!this.#settings.localInfile) return undefined;
    const key = `${head.rules.escapes} ${Buffer.from(head.text).toString('latin1')}`;
    const known = this.#plans.get(key);
    if (known?.clientCharset === clientCharset) return known;
    const planned: Planned = { clientCharset, introduced: new Set(), plan: undefined };
    if (this.#plans.size >= PLANS_MAX) this.#plans.clear();
    this.#plans.set(key, planned);
    this.#replan(head, planned);
    return planned;
  }

  #replan(head: InsertHead, planned: Planned): void {
    planned.plan = buildLoadPlan(this.#table, head, planned.clientCharset, planned.introduced);
  }

  /** As many rows as there are lines of, or else at least one row by INSERT. */
  async #load(
    session: Session,
    planned: Planned,
    runs: readonly TupleRun[],
    from: Place,
  ): Promise<{ place: Place; rows: number }> {
    const kernel = takeKernel();
    try {
      const lines = new LineSource(kernel, planned.plan as LoadPlan, runs, from);
      if (lines.rows === 0) {
        const run = runs[lines.place.run];
        if (run === undefined) return { place: lines.place, rows: 0 };
        if (this.#introduce(planned, run, lines)) return { place: lines.place, rows: 0 };
        this.#failures++;
        return { place: await this.#insert(session, runs, lines.place), rows: 0 };
      }
      if (await tryLoad(session, (planned.plan as LoadPlan).sql, lines)) {
        this.#failures = 0;
        return { place: lines.place, rows: lines.rows };
      }
      this.#failures++;
      for (let place = from; place.run < runs.length && place.run <= lines.place.run; ) {
        place = await this.#insert(session, runs, place);
      }
      return { place: { run: lines.place.run + 1, at: 0 }, rows: 0 };
    } finally {
      giveBackKernel(kernel);
    }
  }

  /** The odd literal names the character set of its column: that is how this column comes. */
  #introduce(planned: Planned, { head, tuples }: TupleRun, lines: LineSource): boolean {
    const odd = lines.oddLiteral;
    if (odd === undefined || planned.introduced.has(odd.column)) return false;
    const column = planned.plan?.columns[odd.column];
    const name = `_${column?.charset ?? ''}`;
    const text = Buffer.from(tuples.subarray(odd.at, odd.at + name.length)).toString('latin1');
    if (column?.charset === undefined || text.toLowerCase() !== name) return false;
    planned.introduced.add(odd.column);
    this.#replan(head, planned);
    return planned.plan !== undefined;
  }
}

/** Pieces of one tuple, or runs with one head. */
function* groupRuns(runs: readonly TupleRun[]): Generator<TupleRun[]> {
  let group: TupleRun[] = [];
  for (const run of runs) {
    const last = group.at(-1);
    const isOne =
      run.part === 'whole'
        ? last?.part === 'whole' && last.head === run.head
        : run.part !== 'first';
    if (!isOne && group.length > 0) {
      yield group;
      group = [];
    }
    group.push(run);
  }
  if (group.length > 0) yield group;
}

/** Whether each row is there as it was sent; else nothing of it is. */
async function tryLoad(session: Session, sql: string, lines: LineSource): Promise<boolean> {
  await session.execute('SAVEPOINT tsload');
  try {
    const outcome = await session.load(sql, lines);
    if (isExact(outcome, lines.rows)) return true;
  } catch (error) {
    const errno = serverErrno(error);
    if (errno === undefined || !session.alive) throw error;
    if (isConnectionLost(errno) || ENDS_TRANSACTION.has(errno)) throw error;
  }
  await session.execute('ROLLBACK TO SAVEPOINT tsload');
  return false;
}

/** `Records: 3  Deleted: 0  Skipped: 0  Warnings: 0`, in the server's language. */
function isExact({ affectedRows, warnings, info }: Outcome, rows: number): boolean {
  const [records, ...others] = info.match(/\d+/g)?.map(Number) ?? [];
  const isAll = affectedRows === rows && (records ?? rows) === rows;
  return isAll && warnings === 0 && others.every((count) => count === 0);
}
