// Which storage engines of the server have transactions, and so take part in a snapshot.

import type { Session } from '../protocol/session.js';

/** Names in lower case. */
export async function readTransactionalEngines(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query(
    "SELECT ENGINE AS engine FROM information_schema.ENGINES WHERE TRANSACTIONS = 'YES'",
  );
  return new Set(rows.map((row) => row.string('engine').toLowerCase()));
}
