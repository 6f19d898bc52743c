// A statement under way: what is sent for it, who takes its rows, who waits for its end.
// For binary rows it is prepared, executed and closed again (session.ts carries that out).

import { TsdumpError } from '../../base/errors.js';
import type { RowFormat } from '../../model/chunk.js';
import { NO_OUTCOME, type Outcome } from './outcome.js';
import { parsePrepared } from './responses.js';
import { buildClose, buildExecute, buildInitDb, buildPrepare, buildQuery } from './commands.js';
import type { ResultColumn } from './result-column.js';
import { Errno, type ServerError } from './server-error.js';
import type { Taken } from './packets.js';
import type { DataSource } from './send-data.js';

/** The server does not prepare this statement, or none at all, but may still run it. */
const NOT_PREPARED: ReadonlySet<number> = new Set([
  Errno.unknownCommand,
  Errno.notPreparable,
  Errno.tooManyPrepared,
]);

export interface RowConsumer {
  /** Called once, before the first row, with the form the rows come in. */
  columns(columns: readonly ResultColumn[], format: RowFormat): void;
  /**
   * One row packet, `bytes[start, end)`. When it returns a promise nothing more is read
   * until that settles.
   */
  row(bytes: Buffer, start: number, end: number): Promise<void> | undefined;
  /**
   * Takes as many whole row packets from the front of `bytes[at, end)`, frame headers
   * included, as it likes, perhaps none; what it leaves comes to row(), or to it again.
   */
  packets?(bytes: Buffer, at: number, end: number): Taken;
}

/** How a command ended, and that the server has answered it to the end. */
export interface Ending {
  settle(error: Error | undefined): void;
  drained(): void;
}

/** What is sent: a statement, with the form its rows are to come in, or the name of a schema. */
export type Sent = RowFormat | 'schema';

export class Command {
  consumer: RowConsumer;
  /** What the server may ask for, as a local file of ours: see Session.load. */
  data: DataSource | undefined;
  /** Of its last OK packet. */
  outcome: Outcome = NO_OUTCOME;
  readonly ending: Ending;
  readonly #sql: Buffer;
  #sent: Sent;
  /** The server's number of the statement while it is prepared. */
  #statement: number | undefined;
  /** Packets still to come that describe it. */
  #definitionsLeft = 0;
  #hasParameters = false;

  constructor(sql: Buffer, sent: Sent, consumer: RowConsumer, ending: Ending) {
    this.#sql = sql;
    this.#sent = sent;
    this.consumer = consumer;
    this.ending = ending;
  }

  /** The form its rows come in; other than asked for where it could not be prepared. */
  get format(): RowFormat {
    return this.#sent === 'binary' ? 'binary' : 'text';
  }

  /** What is sent first. */
  get request(): Buffer {
    switch (this.#sent) {
      case 'binary':
        return buildPrepare(this.#sql);
      case 'text':
        return buildQuery(this.#sql);
      case 'schema':
        return buildInitDb(this.#sql);
    }
  }

  /** A packet of the answer to the preparation; what to send when it was the last. */
  readPrepared(bytes: Buffer, start: number, end: number): Buffer | undefined {
    if (this.#statement === undefined) {
      const { statement, columns, parameters } = parsePrepared(bytes, start, end);
      this.#statement = statement;
      this.#hasParameters = parameters > 0;
      for (const count of [columns, parameters]) this.#definitionsLeft += count && count + 1;
    } else this.#definitionsLeft--;
    if (this.#definitionsLeft > 0) return undefined;
    // A bare `?` is a parameter only here; a query's mistake it must stay.
    return this.#hasParameters ? this.#asText() : buildExecute(this.#statement);
  }

  /** What to send instead of a statement that was not prepared, if `error` allows it. */
  refused(error: ServerError): Buffer | undefined {
    return NOT_PREPARED.has(error.errno) ? this.#asText() : undefined;
  }

  /** Frees what the server keeps of it; there is no answer. */
  closing(): Buffer | undefined {
    const statement = this.#statement;
    this.#statement = undefined;
    return statement === undefined ? undefined : buildClose(statement);
  }

  #asText(): Buffer {
    this.#sent = 'text';
    return Buffer.concat([this.closing() ?? Buffer.alloc(0), this.request]);
  }

  failed(error: ServerError): TsdumpError {
    return readFailed(error, this.#sql);
  }
}

const LOCKED_HINT =
  'Somebody changes its definition and waits for this dump, or for others. Run it again when that is done, or give --lock-wait more seconds; on MySQL an account with BACKUP_ADMIN keeps such changes out.';

export function readFailed(error: ServerError, sql: Buffer | undefined): TsdumpError {
  const where = sql === undefined ? '' : ` at ${describe(sql)}`;
  return new TsdumpError('read-failed', `${error.message} (${error.errno})${where}`, {
    hint: error.errno === Errno.lockWaitTimeout ? LOCKED_HINT : undefined,
    cause: error,
  });
}

/** The statement, short enough for a message. */
function describe(sql: Buffer): string {
  const line = sql.toString('utf8', 0, 500).replace(/\s+/g, ' ');
  return line.length <= 120 ? line : `${line.slice(0, 117)}...`;
}
