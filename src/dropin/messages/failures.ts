// What the stock tools say of failures, and the exit statuses that follow from them. Pure. The
// difference between the two tools is in their profiles.

import { ServerError } from '../../mysql/protocol/server-error.js';
import type { ToolProfile } from '../profile/profiles.js';
import type { LossReason, ObjectFailure } from '../../schema/text/object-failure.js';

/** Exit statuses of both stock tools. */
export const StockStatus = {
  usage: 1,
  server: 2,
  consistency: 3,
  memory: 4,
  write: 5,
  table: 6,
} as const;

export type StockStatus = (typeof StockStatus)[keyof typeof StockStatus];

/** A failure as a stock tool words it. */
export interface ToolFailure {
  /** What the session threw, if it did. */
  readonly error?: unknown;
  /** Without the tool's name in front. */
  readonly complaint: string;
  readonly status: StockStatus;
  /** Not even --force goes on. */
  readonly isFatal?: boolean;
  /** False where the stock tools go on without being forced. */
  readonly endsDump?: false;
  /** The complaint was made before. */
  readonly told?: boolean;
}

type Unusable = Extract<ObjectFailure, { readonly reason: LossReason }>;

const SENTENCES: Readonly<Record<LossReason, (failure: Unusable) => string>> = {
  'hidden-body': ({ account, subject }) => `${account} has insufficient privileges to ${subject}!`,
  'hidden-library': ({ subject }) => `insufficient privileges to ${subject}`,
  'no-file-name': ({ subject }) =>
    `Table '${subject}' has a name that cannot be the name of a file`,
};

/** What the core reports, in the tools' words. */
export function toToolFailure(failure: ObjectFailure): ToolFailure {
  if (!('reason' in failure)) return couldntExecute(failure.statement, failure.error);
  return { complaint: SENTENCES[failure.reason](failure), status: StockStatus.server };
}

/** `statement` failed with `error`. */
export function couldntExecute(statement: string, error: unknown): ToolFailure {
  const { errno, message } = toServerError(error);
  const complaint = `Couldn't execute '${statement}': ${message} (${errno})`;
  return { error, complaint, status: StockStatus.server };
}

/** `doing` as the tools write it, e.g. `when selecting the database`. */
export function gotError(
  profile: Pick<ToolProfile, 'quotesServerErrors'>,
  doing: string,
  error: unknown,
): ToolFailure {
  const { errno, message } = toServerError(error);
  const said = profile.quotesServerErrors ? `"${message}"` : message;
  const complaint = `Got error: ${errno}: ${said} ${doing}`;
  return { error, complaint, status: StockStatus.server };
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
