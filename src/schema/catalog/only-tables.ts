// What is asked of information_schema is asked of the tables that are dumped: MariaDB opens
// each table it tells of, one of FEDERATED or SPIDER at another server, and answers for none
// of them where it cannot open one.

import { quoteString } from '../../encode/text/quote.js';
import type { Session } from '../../mysql/protocol/session.js';
import { isObjectError } from '../text/object-failure.js';

/** Longer lists may be more than a server takes in a statement. */
const NAMED_MAX = 5000;

/**
 * Calls `ask` with a condition that lets these tables through, perhaps more. Where one cannot
 * be opened the halves are asked: few questions find it, and `dead` is called for it alone.
 */
export async function askOfTables(
  session: Session,
  names: readonly string[],
  ask: (only: string) => Promise<void>,
  dead: (only: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  if (names.length === 0) return;
  const sayable = names.every((name) => isSayable(session, name));
  const only =
    sayable && names.length <= NAMED_MAX
      ? ` AND TABLE_NAME IN (${names.map(quoteString).join(',')})`
      : '';
  try {
    return await ask(only);
  } catch (error) {
    if (!isObjectError(error)) throw error;
  }
  if (names.length === 1 || !sayable) return await dead(only);
  const half = Math.ceil(names.length / 2);
  await askOfTables(session, names.slice(0, half), ask, dead);
  await askOfTables(session, names.slice(half), ask, dead);
}

/** A drop-in has names in its connection's character set, which may lack a letter of them. */
function isSayable({ text }: Session, name: string): boolean {
  return text === 'utf8' || /^[\w $-]*$/.test(name);
}
