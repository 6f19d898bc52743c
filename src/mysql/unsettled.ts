// What is open under the global read lock and would break a replica that begins at the
// coordinates read now: transactions that are prepared but not committed.

import type { ServerFacts } from '../model/server.js';
import type { Session } from './session.js';

export interface Unsettled {
  /** Each by its name; a replica made now cannot commit them (error 1397). */
  readonly prepared: readonly string[];
  /** The account may see none. */
  readonly hidden: boolean;
}

/** MySQL shows names with XA_RECOVER_ADMIN, numbers with PROCESS; MariaDB shows all to all. */
export async function readUnsettled(session: Session, facts: ServerFacts): Promise<Unsettled> {
  const named = await session.query('XA RECOVER').catch(() => undefined);
  if (named !== undefined) {
    return { prepared: named.map((row) => describe(row.bytes('data'))), hidden: false };
  }
  if (facts.flavor === 'mariadb') return { prepared: [], hidden: true };
  const numbered = await session
    .query('SELECT trx_id FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id = 0')
    .catch(() => undefined);
  const prepared = numbered?.map((row) => `transaction ${row.string('trx_id')}`) ?? [];
  return { prepared, hidden: numbered === undefined };
}

/** An XID is any bytes. */
function describe(data: Buffer | null): string {
  const text = data?.toString('latin1') ?? '';
  return /^[\x20-\x7e]+$/.test(text) ? `'${text}'` : `0x${data?.toString('hex') ?? ''}`;
}
