// --definer: whose views, triggers, routines and events those of a dump become. Pure.

import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Classified } from '../../engine/statements/classified.js';
import { rewriteDefiner } from '../../engine/statements/rewrite.js';
import type { SqlStatement } from '../../engine/statements/statement.js';

/** `definer` is `user@host`, `strip` for the account that loads, undefined for the dump's. */
export function withDefiner(
  sql: SqlStatement['sql'],
  facts: Classified,
  definer: string | undefined,
): SqlStatement['sql'] {
  if (definer === undefined) return sql;
  if (definer === 'strip') return rewriteDefiner(sql, facts, 'strip');
  const at = definer.lastIndexOf('@');
  const [user, host] = [definer.slice(0, at), definer.slice(at + 1)].map(quoteIdentifier);
  return rewriteDefiner(sql, facts, { account: `${user}@${host}` });
}
