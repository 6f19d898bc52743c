// How the stock tools word the failure of a statement. Pure. The difference between the
// two tools is a row in the dialect.

import { ServerError } from '../../mysql/protocol/server-error.js';
import type { Dialect } from '../../schema/text/dialect.js';
import { type ObjectFailure, StockStatus } from '../../schema/text/object-failure.js';

/** `statement` failed with `error`; `object` is what is lost with it. */
export function couldntExecute(object: string, statement: string, error: unknown): ObjectFailure {
  const { errno, message } = toServerError(error);
  const complaint = `Couldn't execute '${statement}': ${message} (${errno})`;
  return { object, error, complaint, status: StockStatus.server };
}

/** `doing` as the tools write it, e.g. `when selecting the database`. */
export function gotError(
  dialect: Dialect,
  object: string,
  doing: string,
  error: unknown,
): ObjectFailure {
  const { errno, message } = toServerError(error);
  const said = dialect.quotesServerErrors ? `"${message}"` : message;
  const complaint = `Got error: ${errno}: ${said} ${doing}`;
  return { object, error, complaint, status: StockStatus.server };
}

/** The server's own words, without the error's number. */
export function serverText(error: unknown): string {
  return toServerError(error).message;
}

function toServerError(error: unknown): { readonly errno: number; readonly message: string } {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if (at instanceof ServerError) return at;
  }
  return { errno: 2000, message: error instanceof Error ? error.message : String(error) };
}
