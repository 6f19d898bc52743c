// Says what a stock tool says on standard error, and ends the dump as that tool does: with the
// status of its first error, unless --force goes on.

import type { Narrator } from '../../app/run/reporter.js';
import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { DumpOptions } from '../../model/options.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import type { StockTool } from '../../options/table/option-spec.js';
import type { ToolProfile } from '../profile/profiles.js';
import { stockConnectComplaint } from './connection.js';
import { StockStatus, type ToolFailure } from './failures.js';

export class ToolReporter {
  readonly profile: ToolProfile;
  readonly #narrator: Narrator;
  readonly #options: DumpOptions['errors'];
  readonly #connection: DumpOptions['connection'];

  constructor(profile: ToolProfile, { connection, errors }: DumpOptions, narrator: Narrator) {
    this.profile = profile;
    this.#narrator = narrator;
    this.#options = errors;
    this.#connection = connection;
  }

  get program(): StockTool {
    return this.profile.program;
  }

  /** A line on standard error, with the tool's name in front. */
  complain(line: string): void {
    this.tell(`${this.program}: ${line}`);
  }

  /** The same as it stands. */
  tell(line: string): void {
    this.#narrator.complain(line);
  }

  /** As tell(), where `--verbose` was asked for. */
  verbose(line: string): void {
    if (this.#options.verbose) this.tell(line);
  }

  /** Returns where the dump goes on. */
  failed({ error, complaint, status, told, endsDump, isFatal }: ToolFailure): void {
    if (told !== true) this.complain(complaint);
    this.#narrator.failedWith(status);
    const errno = serverErrno(error);
    const isIgnored = errno !== undefined && this.#options.ignored.has(errno);
    const mayGoOn = this.#options.force || isIgnored || endsDump === false;
    const goesOn = mayGoOn && isFatal !== true;
    if (!goesOn) throw stockFailed(complaint, status, error);
  }

  /** The reason a dump ended, as the tool says it. */
  toFailure(error: unknown): TsdumpError {
    const failure = toTsdumpError(error);
    if (failure.code === 'stock-failed' || failure.code === 'server-not-restored') return failure;
    const status = isWriteFailure(failure) ? StockStatus.write : StockStatus.server;
    const complaint = this.#wordsFor(failure);
    this.complain(complaint);
    return stockFailed(complaint, status, failure);
  }

  #wordsFor(failure: TsdumpError): string {
    const { code, cause, message } = failure;
    if (code === 'connect-failed' || code === 'usage') {
      return stockConnectComplaint(this.profile.dialect.flavor, this.#connection, cause);
    }
    if (!isWriteFailure(failure)) return message;
    const { errno = 0 } = (cause ?? {}) as NodeJS.ErrnoException;
    return `Got errno ${Math.abs(errno)} on write`;
  }
}

function isWriteFailure({ code }: TsdumpError): boolean {
  return code === 'write-failed' || code === 'sink-refused';
}

function stockFailed(complaint: string, status: StockStatus, cause: unknown): TsdumpError {
  return new TsdumpError('stock-failed', complaint, { exitStatus: status, cause });
}
