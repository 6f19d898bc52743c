// What follows when the server would not show an object, or the dump fails: under our own
// name it is left out and reported; a drop-in says what its stock tool says, and ends with
// that tool's exit status unless --force goes on.

import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { DumpOptions } from '../../model/options.js';
import { type Style, styleFor } from '../../model/style.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import { stockConnectComplaint } from '../../dropin/messages/connection.js';
import {
  failureReason,
  isObjectError,
  type ObjectFailure,
  StockStatus,
} from '../../schema/text/object-failure.js';
import type { Narrator } from './reporter.js';

export class Failures {
  readonly #narrator: Narrator;
  readonly #style: Style;
  readonly #options: DumpOptions['errors'];
  readonly #connection: DumpOptions['connection'];

  constructor(narrator: Narrator, options: DumpOptions) {
    this.#narrator = narrator;
    this.#style = styleFor(options.personality);
    this.#options = options.errors;
    this.#connection = options.connection;
  }

  /** Returns the reason where the dump goes on without the object; throws otherwise. */
  objectFailed(failure: ObjectFailure): string {
    const { error } = failure;
    if (this.#style.stopsAtObjects) {
      this.#complainOf(failure);
      return failureReason(failure);
    }
    if (typeof error !== 'string' && !isObjectError(error)) throw error;
    const reason = failureReason(failure);
    this.#narrator.skip(failure.object, reason);
    return reason;
  }

  /** A line of the stock tool on stderr; silence under our own name. */
  complain(line: string): void {
    const { drop } = this.#style;
    if (drop !== undefined) this.#narrator.complain(`${drop.program}: ${line}`);
  }

  /** The same without the tool's name in front. */
  tell(line: string): void {
    if (this.#style.drop !== undefined) this.#narrator.complain(line);
  }

  /** As tell(), where `--verbose` was asked for. */
  verbose(line: string): void {
    if (this.#options.verbose) this.tell(line);
  }

  #complainOf({ error, complaint, status, told, endsDump, isFatal }: ObjectFailure): void {
    if (told !== true) this.complain(complaint);
    this.#narrator.failedWith(status);
    const errno = serverErrno(error);
    const isIgnored = errno !== undefined && this.#options.ignored.has(errno);
    const mayGoOn = this.#options.force || isIgnored || endsDump === false;
    const goesOn = mayGoOn && isFatal !== true;
    if (!goesOn) throw stockFailed(complaint, status, error);
  }

  /** The reason a dump ended, as its drop-in says it; any other personality keeps its own. */
  toStockFailure(error: unknown): TsdumpError {
    const failure = toTsdumpError(error);
    if (this.#style.drop === undefined || failure.code === 'stock-failed') return failure;
    if (failure.code === 'server-not-restored') return failure;
    const isWrite = failure.code === 'write-failed' || failure.code === 'sink-refused';
    const status = isWrite ? StockStatus.write : StockStatus.server;
    const complaint = this.#stockWords(failure);
    this.complain(complaint);
    return stockFailed(complaint, status, failure);
  }

  #stockWords(failure: TsdumpError): string {
    const { drop } = this.#style;
    const { code, cause, message } = failure;
    if (drop !== undefined && (code === 'connect-failed' || code === 'usage'))
      return stockConnectComplaint(drop.flavor, this.#connection, cause);
    if (code !== 'write-failed' && code !== 'sink-refused') return message;
    const { errno = 0 } = (cause ?? {}) as NodeJS.ErrnoException;
    return `Got errno ${Math.abs(errno)} on write`;
  }
}

function stockFailed(complaint: string, status: StockStatus, cause: unknown): TsdumpError {
  return new TsdumpError('stock-failed', complaint, { exitStatus: status, cause });
}
