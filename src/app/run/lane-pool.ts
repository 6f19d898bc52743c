// The lanes of a dump: how many, when they connect, and that their snapshots are of the
// window. They come up while the control connection is still busy with other things.

import { availableParallelism } from 'node:os';
import { sleep } from '../../base/clock.js';
import { type TsdumpError, toTsdumpError } from '../../base/errors.js';
import { Lane } from '../../engine/lanes/lane.js';
import type { LaneSettings } from '../../engine/lanes/lane-message.js';
import type { ConnectionOptions, Consistency, DumpOptions } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import type { SessionSettings } from '../../mysql/server/prepare-session.js';
import type { Session } from '../../mysql/protocol/session.js';
import type { Narrator } from './reporter.js';
import type { Cutting } from './open-output.js';
import { POISON } from '../../engine/output/poison.js';
import { within, withOtherSession } from '../../mysql/server/other-session.js';

/** More connections than this rarely pay, and never unasked. */
const LANES_MAX_UNASKED = 4;

/** How long a connection may take to notice that it was killed. */
const KILL_TRIES = 40;
const KILL_AGAIN_MS = 25;

/** Ways of keeping a server still that hold for other connections too. */
const SHARED: ReadonlySet<Consistency> = new Set([
  'read-only',
  'lock-all-tables',
  'snapshot',
  'none',
]);

/** 0 where the control connection reads alone. */
export function countLanes(options: DumpOptions, { cutsSections }: Cutting): number {
  const { format, selection, threads, window } = options;
  if (!cutsSections || format.tab !== undefined) return 0;
  if (!selection.data) return 0;
  if (!SHARED.has(window.consistency)) return 0;
  const count = threads ?? Math.min(availableParallelism(), LANES_MAX_UNASKED);
  // What goes on without the lock needs a connection with a snapshot.
  return count === 1 && window.fallback === 'none' ? 0 : count;
}

export class LaneCrew {
  #lanes: Lane[];
  readonly #narrator: Narrator;
  #connecting: Promise<void> | undefined;
  /** Nobody wants to hear why a connection could not be made. */
  #isStopped = false;

  /** Starts the threads. */
  constructor(count: number, narrator: Narrator) {
    this.#narrator = narrator;
    this.#lanes = Array.from({ length: count }, (_, index) => new Lane(`lane ${index}`, POISON));
  }

  get lanes(): readonly Lane[] {
    return this.#lanes;
  }

  /** Begins to connect; connected() waits for it. `hashes`: of the sections they write. */
  connect(
    facts: ServerFacts,
    session: SessionSettings,
    options: DumpOptions,
    hashes: boolean,
  ): void {
    const { connection, kernel, output } = options;
    const { compression } = output;
    // Without any the dump could not go on without the lock.
    const isNeeded = options.window.fallback === 'snapshot';
    const settings = { connection, facts, session, compression, hashes, kernel };
    this.#connecting = this.#connectAll(settings, isNeeded);
    this.#connecting.catch(() => undefined);
  }

  /** Those that cannot connect are left out, even if it is all of them. */
  async connected(): Promise<void> {
    await this.#connecting;
  }

  /** Inside the window: what the lanes read is of this moment. */
  async beginSnapshots(): Promise<void> {
    await this.connected();
    await Promise.all(this.#lanes.map(async (lane) => await lane.beginSnapshot()));
  }

  /** The dump has failed: nobody reads on. */
  abandon(): void {
    this.#isStopped = true;
    for (const lane of this.#lanes) lane.abandon();
  }

  /** Ends threads and connections. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#lanes.map(async (lane) => await lane.stop()));
  }

  /**
   * After abandon(): the server sees only when it sends rows that nobody reads them, so each
   * connection is killed, until none is left. The threads go on: they may
   * have to spoil what they wrote.
   */
  async kill(connection: ConnectionOptions, facts: ServerFacts): Promise<void> {
    const ids = this.#lanes.flatMap(({ connectionId }) => connectionId ?? []);
    if (ids.length === 0) return;
    try {
      await withOtherSession(connection, facts, async (killer) => {
        for (let tries = 0; tries < KILL_TRIES && (await killAny(killer, ids)); tries++) {
          await sleep(KILL_AGAIN_MS);
        }
      });
    } catch {
      // No server is there to do anything for us.
    }
  }

  async #connectAll(settings: LaneSettings, isNeeded: boolean): Promise<void> {
    const failures: TsdumpError[] = [];
    const tries = this.#lanes.map(async (lane) => {
      try {
        await lane.connect(settings);
        return true;
      } catch (error) {
        failures.push(toTsdumpError(error));
        await lane.stop();
        return false;
      }
    });
    const connected = await Promise.all(tries);
    this.#lanes = this.#lanes.filter((_lane, index) => connected[index]);
    const [failure] = failures;
    if (failure === undefined || this.#isStopped) return;
    if (isNeeded && this.#lanes.length === 0) throw failure;
    this.#narrator.warn(
      `${failures.length} of ${connected.length} further connections could not be made, ` +
        `the dump goes on ${this.#lanes.length === 0 ? 'with one' : 'without'}: ${failure.message}`,
    );
  }
}

/** True if one of them was still there: of our account, the number alone may be somebody's. */
async function killAny(killer: Session, ids: readonly number[]): Promise<boolean> {
  const rows = await within(
    killer.query(
      `SELECT ID FROM information_schema.PROCESSLIST WHERE ID IN (${ids.join(', ')})` +
        " AND USER = SUBSTRING_INDEX(USER(), '@', 1)",
    ),
  );
  // It may be gone by then.
  for (const row of rows) {
    await within(killer.execute(`KILL ${row.stringAt(0)}`)).catch(() => undefined);
  }
  return rows.length > 0;
}
