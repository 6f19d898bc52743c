// Asked after each chunk, on the connection that read it: does what kept the server still
// stand, and did we get as many rows as the server sent?

import type { Session } from '../protocol/session.js';

/** What must hold when a chunk has been read. */
export interface Proof {
  /** Name (ours: it needs no quoting) that connection `holder` holds as long as the global read lock is held. */
  readonly lock: { readonly name: string; readonly holder: number } | undefined;
  /** The rows are of a snapshot, that is of a transaction that still runs. */
  readonly inSnapshot: boolean;
  /** NOW() of the snapshot; undefined where nobody can change a definition. */
  readonly since: string | undefined;
}

/**
 * What tells whether others changed a definition. InnoDB says so itself where it rebuilt the
 * table, but not where another one has its name by now, or its columns changed in place.
 */
export interface DefinitionMark {
  /** A scalar subquery. */
  readonly sql: string;
  /** What it gave when the definition was read. */
  readonly createdAt: string | null;
}

/** Returns what is wrong; undefined where nothing is. Rejects as the session does. */
export async function proveChunk(
  session: Session,
  { lock, inSnapshot, since }: Proof,
  rows: number,
  mark: DefinitionMark | undefined,
): Promise<string | undefined> {
  const holder = lock === undefined ? 'NULL' : `IS_USED_LOCK('${lock.name}')`;
  const [answer] = await session.query(
    `SELECT FOUND_ROWS(), ${holder}, ${mark === undefined ? 'NULL' : mark.sql}`,
  );
  const [found, heldBy, createdAt] = answer?.texts() ?? [];
  if (Number(found) !== rows) return `the server sent ${found} rows, ${rows} arrived`;
  if (lock !== undefined && Number(heldBy) !== lock.holder) {
    return 'the connection that holds the global read lock is gone';
  }
  if (inSnapshot && !session.inTransaction) return 'the snapshot has ended';
  if (mark !== undefined && since !== undefined) {
    if (isChanged(createdAt ?? null, mark.createdAt, since)) {
      return 'others changed its definition meanwhile';
    }
  }
  return undefined;
}

/** A time the server does not know says nothing: MariaDB forgets it now and then. */
function isChanged(createdAt: string | null, before: string | null, since: string): boolean {
  if (createdAt === null) return false;
  return createdAt > since || (before !== null && createdAt !== before);
}

/** Where nothing keeps the server still. */
export const NO_PROOF: Proof = { lock: undefined, inSnapshot: false, since: undefined };

/** Takes a name for the time this connection lives; the lock is what `lock` says. */
export async function takeProofName(session: Session): Promise<NonNullable<Proof['lock']>> {
  const name = `tsdump.lock.${session.connectionId}`;
  await session.execute(`DO GET_LOCK('${name}', 0)`);
  return { name, holder: session.connectionId };
}
