// Global variables that a server may not have.

import type { Session } from '../protocol/session.js';

/** Those of `names` that there are, with their values; the names in lower case. */
export async function readGlobalVariables(
  session: Session,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const list = names.map((name) => `'${name}'`).join(', ');
  const rows = await session.query(`SHOW GLOBAL VARIABLES WHERE Variable_name IN (${list})`);
  return new Map(rows.map((row) => [row.stringAt(0).toLowerCase(), row.stringAt(1)]));
}
