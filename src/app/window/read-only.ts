// The fence: `read_only`, raised for as long as a dump holds the global read lock and only
// where it was down. Whoever wants the server read only for reasons of his own by the time
// we are done, as a failover does, is not undone.

import { TsdumpError } from '../../base/errors.js';
import type { Flavor } from '../../model/server.js';
import { readReadOnly } from '../../mysql/server/read-only.js';
import { serverMessage } from '../../mysql/protocol/server-error.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { ServerChange, ServerChanges } from './server-changes.js';
import type { RunContext } from '../run/run-context.js';

/**
 * True where others want it read only: a second `read_only = ON` leaves no trace, but these
 * do. MySQL takes `super_read_only` back with `read_only`; a MariaDB that has become a
 * replica was made read only by whoever made it one.
 */
const OTHERS_WISH: Readonly<Record<Flavor, string>> = {
  mysql: '@@GLOBAL.super_read_only',
  mariadb:
    "(SELECT VARIABLE_VALUE > 0 FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'SLAVES_RUNNING')",
};

/** Then it is not ours to raise, nor needs a guard. */
export async function isUpAlready({ control, narrator }: RunContext): Promise<boolean> {
  const found = await readReadOnly(control);
  if (found !== 'OFF') narrator.notice(`read_only was ${found} already and stays so`);
  return found !== 'OFF';
}

/**
 * Inside the lock. When it resolves the server is read only, and will not be for ever. `proof`:
 * a name that proves the lock, where the guard holds it.
 */
export async function raiseFence(
  context: RunContext,
  changes: ServerChanges,
  guardSession: Session,
  proof: string | undefined,
): Promise<void> {
  const { control } = context;
  // Others may have raised it while we waited for the lock.
  if (await isUpAlready(context)) return await leaveToOthers(guardSession, proof);
  const raise = 'SET GLOBAL read_only = ON';
  // On a Galera node it waits for the lock, which only the session that holds it need not.
  const change = context.facts.isGalera ? [raise] : [];
  await changes.protect(await buildFence(context), guardSession, { change, proof });
  if (change.length > 0) return;
  try {
    await control.execute(raise);
  } catch (error) {
    throw new TsdumpError(
      'window-denied',
      `the server refused to become read-only: ${serverMessage(error)}`,
      {
        hint: 'The account needs SYSTEM_VARIABLES_ADMIN (MySQL) or READ ONLY ADMIN (MariaDB); --lock-all-tables does without.',
        cause: error,
      },
    );
  }
}

async function leaveToOthers(guardSession: Session, proof: string | undefined): Promise<void> {
  if (proof === undefined) return await guardSession.close();
  throw new TsdumpError('window-denied', 'others made the server read only at this very moment', {
    hint: 'Nothing was changed. Run it again.',
    retry: true,
  });
}

async function buildFence({ control, facts, narrator }: RunContext): Promise<ServerChange> {
  const wish = OTHERS_WISH[facts.flavor];
  const yields = facts.flavor === 'mysql' || (await isNoReplica(control));
  return {
    undo: [`SET GLOBAL read_only = ${yields ? `IF(${wish}, 'ON', 'OFF')` : 'OFF'}`],
    async isUndone(session) {
      if ((await readReadOnly(session)) === 'OFF') return true;
      const [row] = yields ? await session.query(`SELECT ${wish} AS wished`) : [];
      if (row?.text('wished') !== '1') return false;
      narrator.warn('others made the server read only meanwhile, and it stays so');
      return true;
    },
  };
}

/** False where we may not know: a replica that is open to writers stays so. */
async function isNoReplica(control: Session): Promise<boolean> {
  return await control.query('SHOW ALL SLAVES STATUS').then(
    (rows) => rows.length === 0,
    () => false,
  );
}
