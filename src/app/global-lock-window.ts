// --read-only and --lock-all-tables: the global read lock for the whole dump, with or
// without the fence (`read_only`). The order is the manual's and must not be changed:
// lock, fence, ..., fence back to what it was, unlock. The other way round loses COMMITs.

import { nowMs, untilAborted } from '../base/clock.js';
import { TsdumpError } from '../base/errors.js';
import type { Coordinates } from '../model/coordinates.js';
import { readCoordinates } from '../mysql/coordinates.js';
import { acquireGlobalReadLock } from '../mysql/global-read-lock.js';
import { serverMessage } from '../mysql/server-error.js';
import { readReadOnly } from '../mysql/read-only.js';
import type { Session } from '../mysql/session.js';
import { stopAppliers } from './applier-change.js';
import { type ServerChange, ServerChanges, within } from './server-changes.js';
import { quiesce, type Window, type WindowContext } from './window.js';

const FENCE: ServerChange = {
  undo: ['SET GLOBAL read_only = OFF'],
  async isUndone(session) {
    return (await readReadOnly(session)) === 'OFF';
  },
};
/** The control connection must not die of `wait_timeout` while the sink is slow. */
const PING_MS = 10_000;
/** ... but the server should notice within this when our machine is gone. */
const IDLE_SECONDS = 60;

export async function openGlobalLockWindow(
  context: WindowContext,
  fence: boolean,
): Promise<Window> {
  const { control, facts, narrator, options } = context;
  const changesServer = fence || options.replication.dumpReplica !== 0;
  const changes = changesServer
    ? await ServerChanges.begin({ ...context, connection: options.connection }, context.fail)
    : undefined;
  let openedMs: number | undefined;
  let guardSession: Session | undefined;
  try {
    guardSession =
      fence && changes !== undefined
        ? await untilAborted(changes.openGuardSession(), context.signal)
        : undefined;
    if (changes !== undefined && options.replication.dumpReplica !== 0) {
      await stopAppliers(context, changes);
    }
    await control.execute(`SET SESSION wait_timeout = ${IDLE_SECONDS}`);
    // The guard holds the lock too, or our death would open it before the fence is down.
    const holders: readonly [Session, ...Session[]] =
      guardSession === undefined ? [control] : [control, guardSession];
    await acquireGlobalReadLock(holders, facts, {
      waitMs: options.window.lockWaitMs,
      signal: context.signal,
      notice: (message) => narrator.notice(message),
    });
    openedMs = nowMs();
    if (changes !== undefined && guardSession !== undefined) {
      await raiseFence(context, changes, guardSession);
    }
    const coordinates = await untilAborted(readCoordinates(control, facts), context.signal);
    return new GlobalLockWindow(context, changes, openedMs, coordinates, fence);
  } catch (error) {
    await putBack(context, changes);
    // Armed or not, it has nothing left to do.
    guardSession?.destroy();
    throw error;
  }
}

async function raiseFence(
  context: WindowContext,
  changes: ServerChanges,
  guardSession: Session,
): Promise<void> {
  const { control, narrator } = context;
  const found = await readReadOnly(control);
  if (found !== 'OFF') {
    narrator.notice(`read_only was ${found} already and stays so`);
    await guardSession.close();
    return;
  }
  await changes.protect(FENCE, guardSession);
  try {
    await control.execute('SET GLOBAL read_only = ON');
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

/** Never leaves a lock behind: if UNLOCK TABLES cannot be sent, the connection is dropped. */
async function putBack(context: WindowContext, changes: ServerChanges | undefined): Promise<void> {
  const { control } = context;
  await quiesce(context);
  try {
    await changes?.revert();
  } finally {
    if (control.alive) {
      await within(control.execute('UNLOCK TABLES')).catch(() => control.destroy());
    }
  }
}

class GlobalLockWindow implements Window {
  readonly mode: string;
  readonly openedMs: number;
  readonly coordinates: Coordinates;
  readonly #context: WindowContext;
  readonly #changes: ServerChanges | undefined;
  readonly #pings: NodeJS.Timeout;
  #closing: Promise<number> | undefined;

  constructor(
    context: WindowContext,
    changes: ServerChanges | undefined,
    openedMs: number,
    coordinates: Coordinates,
    fence: boolean,
  ) {
    this.#context = context;
    this.#changes = changes;
    this.openedMs = openedMs;
    this.coordinates = coordinates;
    this.mode = fence ? 'read-only' : 'lock-all-tables';
    this.#pings = setInterval(() => context.control.ping(), PING_MS);
    this.#pings.unref();
  }

  async enterSchema(): Promise<void> {}
  async leaveSchema(): Promise<void> {}
  async enterViews(): Promise<void> {}
  async leaveViews(): Promise<void> {}
  async leaveTable(): Promise<void> {}

  async close(): Promise<number> {
    this.#closing ??= this.#close();
    return await this.#closing;
  }

  async #close(): Promise<number> {
    clearInterval(this.#pings);
    await putBack(this.#context, this.#changes);
    return nowMs() - this.openedMs;
  }
}
