// What a dump changes on the server, and the one way back. begin() takes the window's name
// on the control connection; protect() journals an undo and arms a guard with it BEFORE the
// change is made; revert() lets go of the name, so that the guards do the undo, and checks
// that the server really is as it was found. A crash takes the same way without us.

import { sleep } from '../../base/clock.js';
import { TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { ConnectionOptions } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import {
  armGuard,
  dropUndoName,
  dropWindowName,
  type Guard,
  type GuardRequest,
  readWindowHolder,
  takeUndoName,
  takeWindowName,
} from '../../mysql/server/watchdog.js';
import { prepareSession } from '../../mysql/server/prepare-session.js';
import { openFurtherSession } from '../../mysql/server/same-server.js';
import { serverMessage } from '../../mysql/protocol/server-error.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { Journal } from '../../storage/journal.js';
import type { Narrator } from '../run/reporter.js';
import { refuseNote } from './stale-note.js';
import { within } from '../../mysql/server/other-session.js';

/** How long a connection that was killed may still be there. */
const GONE_MS = 5_000;
const GONE_POLL_MS = 25;

export interface ServerChange {
  /** Statements that take the change back, in order. */
  readonly undo: readonly string[];
  /** True once the server is as it was found. */
  isUndone(session: Session): Promise<boolean>;
}

export interface ChangeContext {
  readonly connection: ConnectionOptions;
  readonly facts: ServerFacts;
  readonly journal: Journal;
  readonly narrator: Narrator;
  readonly control: Session;
  /** Ends what waits, until the way back begins. */
  readonly signal: AbortSignal;
}

export class ServerChanges {
  readonly #context: ChangeContext;
  readonly #changes: ServerChange[] = [];
  readonly #guards: Guard[] = [];
  #reverting = false;
  readonly #lost: (error: TsdumpError) => void;
  /** Held by the control connection; the guards wait for it. */
  readonly #undoName: string;

  private constructor(
    context: ChangeContext,
    undoName: string,
    lost: (error: TsdumpError) => void,
  ) {
    this.#context = context;
    this.#undoName = undoName;
    this.#lost = lost;
  }

  /**
   * Rejects with `window-denied` when another tsdump is at work on this server. `lost` is
   * called if a guard ends before its time.
   */
  static async begin(
    context: ChangeContext,
    lost: (error: TsdumpError) => void,
  ): Promise<ServerChanges> {
    if (!(await takeWindowName(context.control))) {
      const holder = await readWindowHolder(context.control);
      throw new TsdumpError(
        'window-denied',
        `another tsdump holds the window of this server (connection ${holder ?? 'unknown'})`,
        { hint: 'Nothing was changed. Wait for the other dump to end.', retry: true },
      );
    }
    const { control, journal, narrator } = context;
    await refuseNote(control, journal, narrator);
    return new ServerChanges(context, await takeUndoName(control), lost);
  }

  /** A connection for a guard, made before any lock so that it cannot fail later. */
  async openGuardSession(): Promise<Session> {
    const { connection, facts, signal } = this.#context;
    const session = await openFurtherSession(connection, facts);
    session.heed(signal);
    // No limit of the server's or the account's may end its one long request.
    await prepareSession(session, facts, {
      charset: 'utf8mb4',
      compatible: [],
      tzUtc: false,
      skipGipk: false,
    });
    return session;
  }

  /**
   * When it resolves the change may be made, or is made where the guard has to do that itself: it
   * will be undone whatever happens to us.
   */
  async protect(
    change: ServerChange,
    guardSession: Session,
    more: Pick<GuardRequest, 'change' | 'proof'> = {},
  ): Promise<void> {
    const { connection, facts, journal, control } = this.#context;
    this.#changes.push(change);
    // A drop-in has no preflight that would have done it.
    await journal.prepare();
    await journal.record({
      serverId: facts.serverId,
      target: connection.socket ?? `${connection.host}:${connection.port}`,
      hostname: facts.hostname,
      startedAt: new Date().toISOString(),
      pid: process.pid,
      undo: this.#changes.flatMap((each) => each.undo),
    });
    const request = { name: this.#undoName, undo: change.undo, ...more };
    const guard = await armGuard(guardSession, control, request);
    this.#guards.push(guard);
    guard.done.then(
      () => this.#guardEnded('it has run'),
      (error: unknown) => this.#guardEnded(serverMessage(error)),
    );
  }

  #guardEnded(reason: string): void {
    if (this.#reverting) return;
    this.#lost(
      new TsdumpError('consistency-lost', `the guard connection ended: ${reason}`, {
        hint: 'Without its guard tsdump does not keep a server read-only; run it again.',
      }),
    );
  }

  /** Undoes everything. Rejects with `server-not-restored`, naming the SQL to run. */
  async revert(): Promise<void> {
    this.#reverting = true;
    const { control } = this.#context;
    control.heed(undefined);
    if (control.alive) await within(dropUndoName(control)).catch(() => control.destroy());
    if (this.#changes.length === 0) {
      if (control.alive) await within(dropWindowName(control)).catch(() => control.destroy());
      return;
    }
    const opening = control.alive ? Promise.resolve(control) : this.#openInstead();
    opening.catch(() => undefined);
    const ended = await Promise.allSettled(this.#guards.map((guard) => within(guard.done)));
    const isUndone = ended.every((guard) => guard.status === 'fulfilled');
    try {
      await this.#finish(await opening, isUndone);
    } catch (error) {
      // What does not answer is not asked again.
      control.destroy();
      if (error instanceof TsdumpError && error.code === 'server-not-restored') throw error;
      // Guards that have answered have done it, though nobody can see it.
      if (!isUndone) throw this.#notRestored(this.#changes, 'may not be as it was found', error);
      await this.#clearJournal();
    }
  }

  /**
   * Gone for us, control may still be there, inside a long statement or behind a network
   * that does not say so; the guards wait for its end.
   */
  async #openInstead(): Promise<Session> {
    const { control, connection, facts } = this.#context;
    const session = await within(openFurtherSession(connection, facts, false));
    // After a restart its number may be somebody else's.
    if ((await within(readWindowHolder(session))) === control.connectionId) {
      await within(session.execute(`KILL ${control.connectionId}`)).catch(() => undefined);
    }
    return session;
  }

  /** A note too many costs nobody a dump: whoever reads it finds the server undone. */
  async #clearJournal(): Promise<void> {
    try {
      await this.#context.journal.clear();
    } catch (error) {
      const { message, hint } = toTsdumpError(error);
      this.#context.narrator.warn(`${message}. ${hint}`);
    }
  }

  async #finish(session: Session, isUndone: boolean): Promise<void> {
    try {
      if (!isUndone) await this.#endGuards(session);
      // With the control connection its name is gone: fence and journal may be another dump's.
      const isNew = session !== this.#context.control;
      if (isNew && isUndone && !(await within(takeWindowName(session)))) return;
      const failed = await this.#undoByHand(session);
      if (failed.length > 0) throw this.#notRestored(failed, 'is not as it was found');
      await this.#clearJournal();
      await within(dropWindowName(session)).catch(() => session.destroy());
    } finally {
      if (session !== this.#context.control) await session.close();
    }
  }

  /** A guard that does not answer may hold its lock for ever. */
  async #endGuards(session: Session): Promise<void> {
    for (const guard of this.#guards) {
      const { connectionId } = guard.session;
      await within(session.execute(`KILL ${connectionId}`)).catch(() => undefined);
      for (
        let waitedMs = 0;
        await within(isThere(session, connectionId));
        waitedMs += GONE_POLL_MS
      ) {
        if (waitedMs > GONE_MS) {
          throw this.#notRestored(
            this.#changes,
            `does not end connection ${connectionId}`,
            undefined,
            [`KILL ${connectionId}`],
          );
        }
        await sleep(GONE_POLL_MS);
      }
    }
  }

  /** Checks each change and, where its guard did not undo it, does so here. */
  async #undoByHand(session: Session): Promise<readonly ServerChange[]> {
    const failed: ServerChange[] = [];
    for (const change of this.#changes) {
      if (await within(change.isUndone(session))) continue;
      for (const statement of change.undo) {
        await within(session.execute(statement)).catch(() => undefined);
      }
      if (!(await within(change.isUndone(session)))) failed.push(change);
    }
    return failed;
  }

  #notRestored(
    changes: readonly ServerChange[],
    how: string,
    cause?: unknown,
    before: readonly string[] = [],
  ): TsdumpError {
    const sql = [...before, ...changes.flatMap((change) => change.undo)].join('; ');
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    return new TsdumpError('server-not-restored', `the server ${how}${why}`, {
      hint: `Run this SQL on it as soon as you can: ${sql};  or run tsdump --release, which replays ${this.#context.journal.path}.`,
      cause,
    });
  }
}

async function isThere(session: Session, connectionId: number): Promise<boolean> {
  const rows = await session.query(
    `SELECT ID FROM information_schema.PROCESSLIST WHERE ID = ${connectionId}`,
  );
  return rows.length > 0;
}
