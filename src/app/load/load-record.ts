// What a load has done, kept in the target itself: a mark is committed with the rows it
// speaks of, so that what is there after any crash is known to the row. It lives in a database of its
// own, which goes with the last load that has ended.

import { TsdumpError } from '../../base/errors.js';
import { quoteIdentifier, quoteString } from '../../encode/text/quote.js';
import type { SelectedName } from '../../model/load-options.js';
import type { Session } from '../../mysql/protocol/session.js';

export const RECORD_SCHEMA = 'tsload_progress';
const LOADS = `${RECORD_SCHEMA}.loads`;
const MARKS = `${RECORD_SCHEMA}.marks`;
const MADE = `${RECORD_SCHEMA}.made`;

/** Two loads of one dump must not mix. */
const LOCK_SECONDS = 1;

export interface MadeObject extends SelectedName {
  readonly kind: 'database' | 'table' | 'view' | 'sequence';
}

export interface Mark {
  readonly batches: number;
  /** SQL of the last of them: another dump would show by it. */
  readonly sqlBytes: number;
}

/** What is known of a load that was cut off. */
export interface UnfinishedLoad {
  /** Steps that are done, in order: all before this one. */
  readonly stepsDone: number;
  /** Batches of rows that are in the target, by step. */
  readonly marks: ReadonlyMap<number, Mark>;
  readonly made: readonly MadeObject[];
  readonly startedAt: string;
  /** Options it was started with, as buildOptionsText() says them. */
  readonly options: string;
}

export class LoadRecord {
  readonly id: string;
  readonly #session: Session;

  /** `session` is the main one: marks of rows are written by the sessions that load them. */
  constructor(session: Session, id: string) {
    this.#session = session;
    this.id = id;
  }

  /** What an earlier load of the same dump left; undefined when there is nothing. */
  async read(): Promise<UnfinishedLoad | undefined> {
    const [there] = await this.#session.query(
      'SELECT COUNT(*) AS n FROM information_schema.TABLES' +
        ` WHERE TABLE_SCHEMA = '${RECORD_SCHEMA}' AND TABLE_NAME = 'loads'`,
    );
    if (there?.number('n') !== 1) return undefined;
    const [load] = await this.#session.query(
      `SELECT steps, started_at, options FROM ${LOADS} WHERE id = '${this.id}'`,
    );
    if (load === undefined) return undefined;
    const marks = await this.#session.query(
      `SELECT step, batches, sql_bytes FROM ${MARKS} WHERE load_id = '${this.id}'`,
    );
    const made = await this.#session.query(
      `SELECT kind, db, name FROM ${MADE} WHERE load_id = '${this.id}' ORDER BY nr`,
    );
    return {
      stepsDone: load.number('steps'),
      startedAt: load.string('started_at'),
      options: load.string('options'),
      marks: new Map(
        marks.map((row) => [
          row.number('step'),
          { batches: row.number('batches'), sqlBytes: row.number('sql_bytes') },
        ]),
      ),
      made: made.map((row) => ({
        kind: row.string('kind') as MadeObject['kind'],
        schema: row.string('db'),
        name: row.text('name') ?? undefined,
      })),
    };
  }

  /** Nobody else loads this dump until the session ends. Rejects with `target-refused`. */
  async lock(): Promise<void> {
    const name = `tsload.${this.id}`;
    const [row] = await this.#session.query(`SELECT GET_LOCK('${name}', ${LOCK_SECONDS}) AS got`);
    if (row?.text('got') === '1') return;
    throw new TsdumpError('target-refused', 'another tsload is loading this dump there', {
      hint: 'Wait until it has ended; SHOW PROCESSLIST shows its connections.',
    });
  }

  async begin(options: string): Promise<void> {
    const session = this.#session;
    await session.execute(`CREATE DATABASE IF NOT EXISTS ${RECORD_SCHEMA}`);
    await session.execute(
      `CREATE TABLE IF NOT EXISTS ${LOADS} (id CHAR(32) PRIMARY KEY, steps INT UNSIGNED NOT NULL,` +
        ' started_at VARCHAR(32) NOT NULL, options LONGTEXT NOT NULL)' +
        ' ENGINE=InnoDB CHARACTER SET utf8mb4',
    );
    await session.execute(
      `CREATE TABLE IF NOT EXISTS ${MARKS} (load_id CHAR(32), step INT UNSIGNED, batches INT UNSIGNED NOT NULL,` +
        ' sql_bytes BIGINT UNSIGNED NOT NULL,' +
        ' PRIMARY KEY (load_id, step)) ENGINE=InnoDB CHARACTER SET utf8mb4',
    );
    await session.execute(
      `CREATE TABLE IF NOT EXISTS ${MADE} (nr INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, load_id CHAR(32) NOT NULL,` +
        ' kind VARCHAR(16) NOT NULL, db VARCHAR(64) NOT NULL, name VARCHAR(64), KEY (load_id))' +
        ' ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    );
    await this.#dropMarks();
    const startedAt = new Date().toISOString();
    await session.execute(
      `INSERT INTO ${LOADS} (id, steps, started_at, options)` +
        ` VALUES ('${this.id}', 0, '${startedAt}', ${quoteString(options)})`,
    );
  }

  /** It is being taken away: nobody may go on with it. */
  async abandon(): Promise<void> {
    await this.#session.execute(`UPDATE ${LOADS} SET options = '' WHERE id = '${this.id}'`);
  }

  /** All steps before `count` are done. */
  async stepsDone(count: number): Promise<void> {
    await this.#session.execute(`UPDATE ${LOADS} SET steps = ${count} WHERE id = '${this.id}'`);
  }

  /** Before it is made, so that --abort never misses one. */
  async making({ kind, name, schema }: MadeObject): Promise<void> {
    const values = [kind, schema, ...(name === undefined ? [] : [name])].map(quoteString);
    const columns = name === undefined ? 'kind, db' : 'kind, db, name';
    await this.#session.execute(
      `INSERT INTO ${MADE} (load_id, ${columns}) VALUES ('${this.id}', ${values.join(', ')})`,
    );
  }

  /** SQL that says so many batches of a step are in; part of their transaction. */
  markOf(step: number, { batches, sqlBytes }: Mark): string {
    return (
      `INSERT INTO ${MARKS} (load_id, step, batches, sql_bytes)` +
      ` VALUES ('${this.id}', ${step}, ${batches}, ${sqlBytes})` +
      ` ON DUPLICATE KEY UPDATE batches = ${batches}, sql_bytes = ${sqlBytes}`
    );
  }

  /** The batches of a step that are in, as `session` sees it: after a lost connection. */
  async readMark(session: Session, step: number): Promise<number> {
    const [row] = await session.query(
      `SELECT batches FROM ${MARKS} WHERE load_id = '${this.id}' AND step = ${step}`,
    );
    return row?.number('batches') ?? 0;
  }

  /** Nothing of this load is to be remembered any more. */
  async forget(): Promise<void> {
    const session = this.#session;
    // First what says that there is a load: marks without it are of no load, it without them
    // would have every row loaded again.
    await session.execute(`DELETE FROM ${LOADS} WHERE id = '${this.id}'`);
    await this.#dropMarks();
    const [left] = await session.query(`SELECT COUNT(*) AS n FROM ${LOADS}`);
    if (left?.number('n') === 0) await session.execute(`DROP DATABASE ${RECORD_SCHEMA}`);
  }

  async #dropMarks(): Promise<void> {
    for (const table of [MARKS, MADE])
      await this.#session.execute(`DELETE FROM ${table} WHERE load_id = '${this.id}'`);
  }
}

/** DROP of what a load made. */
export function buildDrop({ kind, name, schema }: MadeObject): string {
  const where = quoteIdentifier(schema);
  if (kind === 'database') return `DROP DATABASE IF EXISTS ${where}`;
  return `DROP ${kind.toUpperCase()} IF EXISTS ${where}.${quoteIdentifier(name ?? '')}`;
}
