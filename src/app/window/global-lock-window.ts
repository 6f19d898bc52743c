// --read-only and --lock-all-tables: the global read lock for the whole dump, with or
// without the fence (`read_only`). The order is the manual's and must not be changed:
// lock, fence, ..., fence back to what it was, unlock. The other way round loses COMMITs.

import { nowMs, untilAborted } from '../../base/clock.js';
import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { Coordinates } from '../../model/coordinates.js';
import { type Proof, takeProofName } from '../../mysql/server/chunk-check.js';
import { readCoordinates } from '../../mysql/server/coordinates.js';
import { pausesAppliers } from '../../mysql/server/global-read-lock.js';
import type { Session } from '../../mysql/protocol/session.js';
import { lockDefinitions, readNow } from '../../mysql/server/snapshot.js';
import { stopAppliers } from './applier-change.js';
import { isUpAlready, raiseFence } from './read-only.js';
import { acquireQuietLock } from './quiet-moment.js';
import { ServerChanges } from './server-changes.js';
import { hasLanes, type RunContext } from '../run/run-context.js';
import { quiesce } from './control.js';
import type { Window } from '../run/window.js';
import { within } from '../../mysql/server/other-session.js';

/** The control connection must not die of `wait_timeout` while the sink is slow. */
const PING_MS = 10_000;
/** ... but the server should notice within this when our machine is gone. */
const IDLE_SECONDS = 60;

export async function openGlobalLockWindow(context: RunContext, fence: boolean): Promise<Window> {
  const { control, facts, options } = context;
  const changesServer = fence || options.replication.dumpReplica !== 0;
  const changes = changesServer
    ? await ServerChanges.begin({ ...context, connection: options.connection }, context.fail)
    : undefined;
  let openedMs: number | undefined;
  let guardSession: Session | undefined;
  try {
    guardSession =
      fence && changes !== undefined && !(await isUpAlready(context))
        ? await untilAborted(changes.openGuardSession(), context.signal)
        : undefined;
    if (changes !== undefined && options.replication.dumpReplica !== 0) {
      await stopAppliers(context, changes);
    }
    await control.execute(`SET SESSION wait_timeout = ${IDLE_SECONDS}`);
    if (context.crew !== undefined) await untilAborted(context.crew.connected(), context.signal);
    const holders = await chooseHolders(context, guardSession);
    await acquireQuietLock(context, holders, guardSession !== undefined);
    openedMs = nowMs();
    const [holder] = holders;
    const lock = await takeProofName(holder);
    if (changes !== undefined && guardSession !== undefined) {
      const proof = holder === guardSession ? lock.name : undefined;
      await raiseFence(context, changes, guardSession, proof);
    }
    const lanes = context.crew?.beginSnapshots();
    const reading = Promise.all([readCoordinates(control, facts), lanes]);
    const [coordinates] = await untilAborted(reading, context.signal);
    // Only what goes on without the lock can meet a definition that is not of its time.
    const since = options.window.fallback === 'none' ? undefined : await readNow(control);
    const proof = { lock, inSnapshot: hasLanes(context), since };
    return new GlobalLockWindow(context, changes, openedMs, coordinates, proof, fence);
  } catch (error) {
    await putBack(context, changes);
    // Armed or not, it has nothing left to do.
    guardSession?.destroy();
    throw error;
  }
}

/**
 * The guard holds the lock too, or our death would open it before the fence is down. We do, so
 * that its death opens nothing either; where only one of us may, it is the guard.
 */
async function chooseHolders(
  { control, facts }: RunContext,
  guardSession: Session | undefined,
): Promise<readonly [Session, ...Session[]]> {
  if (guardSession === undefined) return [control];
  const isAlone = facts.isGalera || (await pausesAppliers(control, facts));
  return isAlone ? [guardSession] : [control, guardSession];
}

/** Never leaves a lock: if UNLOCK TABLES cannot be sent, the connection is dropped. */
async function putBack(context: RunContext, changes: ServerChanges | undefined): Promise<void> {
  await quiesce(context);
  await release(context, changes);
}

/** Behind whatever the control connection is doing. */
async function release(context: RunContext, changes: ServerChanges | undefined): Promise<void> {
  const { control } = context;
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
  readonly proof: Proof;
  readonly #context: RunContext;
  readonly #changes: ServerChanges | undefined;
  readonly #pings: NodeJS.Timeout;
  readonly #limit: NodeJS.Timeout | undefined;
  /** Tables whose rows no snapshot holds; undefined until they are known. */
  #unsnapped: readonly string[] | undefined;
  #closing: Promise<number> | undefined;

  constructor(
    context: RunContext,
    changes: ServerChanges | undefined,
    openedMs: number,
    coordinates: Coordinates,
    proof: Proof,
    fence: boolean,
  ) {
    this.#context = context;
    this.#changes = changes;
    this.openedMs = openedMs;
    this.coordinates = coordinates;
    this.proof = proof;
    this.mode = fence ? 'read-only' : 'lock-all-tables';
    this.#pings = setInterval(() => context.control.ping(), PING_MS);
    this.#pings.unref();
    const { maxMs } = context.options.window;
    if (maxMs !== undefined) this.#limit = setTimeout(() => this.#expire(maxMs), maxMs).unref();
  }

  seeTables(unsnapped: readonly string[]): void {
    this.#unsnapped = unsnapped;
  }

  async close(): Promise<number> {
    clearInterval(this.#pings);
    clearTimeout(this.#limit);
    this.#closing ??= this.#close(putBack);
    return await this.#closing;
  }

  async #close(way: typeof putBack): Promise<number> {
    await way(this.#context, this.#changes);
    return nowMs() - this.openedMs;
  }

  #expire(maxMs: number): void {
    const { fail, options } = this.#context;
    if (options.window.fallback === 'snapshot' && this.#unsnapped?.length === 0) {
      this.#goOnFromSnapshots().catch((error: unknown) => fail(toTsdumpError(error)));
      return;
    }
    const why = this.#whyNoSnapshots();
    fail(
      new TsdumpError('window-denied', `the window was open for ${maxMs / 1000} s${why}`, {
        hint: 'That is the limit of --max-window. Dump less at a time, or let the dump go on from snapshots with --window-fallback snapshot.',
        retry: true,
      }),
    );
  }

  #whyNoSnapshots(): string {
    if (this.#context.options.window.fallback === 'none') return '';
    if (this.#unsnapped === undefined) return ' before all tables were known';
    return `, and snapshots do not hold ${this.#unsnapped.slice(0, 3).join(', ')}`;
  }

  /** The lanes began theirs when the server stood still. */
  async #goOnFromSnapshots(): Promise<void> {
    const { control, facts, narrator } = this.#context;
    await lockDefinitions(control, facts.flavor);
    this.#closing ??= this.#close(release);
    const windowMs = await this.#closing;
    narrator.notice(
      `writers go on after ${(windowMs / 1000).toFixed(1)} s; the rest is read from snapshots`,
    );
  }
}
