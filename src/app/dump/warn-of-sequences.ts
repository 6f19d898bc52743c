// Names the sequences (MariaDB) that dumps would use up: FLUSH TABLES, which a lock of all tables
// begins with, loses the numbers that a sequence has cached. What cannot be asked is not named.

import { untilAborted } from '../../base/clock.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Catalog } from '../../model/catalog.js';
import type { Row } from '../../mysql/protocol/row.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import type { RunContext } from '../run/run-context.js';
import type { Window } from '../run/window.js';

/** Windows that begin with FLUSH TABLES. */
const FLUSHING: ReadonlySet<string> = new Set(['read-only', 'lock-all-tables', 'snapshot']);
/** A dump a day for a year. */
const ENOUGH_DUMPS = 365n;

export async function warnOfSequences(
  { control, narrator, signal }: RunContext,
  { mode }: Window,
  { schemas }: Catalog,
): Promise<void> {
  if (!FLUSHING.has(mode)) return;
  for (const { schema, name } of schemas.flatMap(({ sequences }) => sequences)) {
    const asked = control
      .query(
        'SELECT next_not_cached_value, minimum_value, maximum_value, increment, cache_size, cycle_option' +
          ` FROM ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`,
      )
      .then(
        ([row]) => (row === undefined ? undefined : countDumps(row)),
        (error: unknown) => {
          if (serverErrno(error) === undefined) throw error;
          return undefined;
        },
      );
    const dumps = await untilAborted(asked, signal);
    if (dumps === undefined || dumps >= ENOUGH_DUMPS) continue;
    narrator.warn(
      `sequence ${schema}.${name} has numbers for ${dumps} more dumps: each loses those that are cached;` +
        ' ALTER SEQUENCE with a smaller CACHE, or NOCACHE, keeps them',
    );
  }
}

/** How many times its cache can be lost before it ends; undefined where it never does. */
function countDumps(row: Row): bigint | undefined {
  const value = (name: string): bigint => BigInt(row.string(name));
  const step = value('increment') || 1n;
  const perDump = value('cache_size') * (step < 0n ? -step : step);
  if (value('cycle_option') !== 0n || perDump === 0n) return undefined;
  const next = value('next_not_cached_value');
  const left = step < 0n ? next - value('minimum_value') : value('maximum_value') - next;
  return left < 0n ? 0n : left / perDump;
}
