// The server's `read_only`, as the server names it.

import type { Session } from '../protocol/session.js';

/** `ON` or `OFF`; newer MariaDB has more, such as `NO_LOCK`. */
export async function readReadOnly(session: Session): Promise<string> {
  const [row] = await session.query("SHOW GLOBAL VARIABLES LIKE 'read_only'");
  return row?.string('Value').toUpperCase() ?? '';
}
