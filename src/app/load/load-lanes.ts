// The connections that load rows and build indexes side by side. A task goes to the next lane
// that is free; whoever submits waits once a few are queued, so that memory is bounded.

import { Change } from '../../base/change.js';
import { type TsdumpError, toTsdumpError } from '../../base/errors.js';
import type { Session } from '../../mysql/protocol/session.js';
import { buildStateChange, type SessionState } from './session-state.js';

export type ConnectLane = () => Promise<{ session: Session; state: SessionState }>;

/** One connection, with what was set on it. */
export class Lane {
  readonly #connect: ConnectLane;
  #session: Session | undefined;
  #state: SessionState = new Map();

  constructor(connect: ConnectLane) {
    this.#connect = connect;
  }

  /** A live session in that state, opened again where it was lost. */
  async enter(state: SessionState): Promise<Session> {
    if (this.#session?.alive !== true) {
      const opened = await this.#connect();
      this.#session = opened.session;
      this.#state = opened.state;
    }
    const change = buildStateChange(this.#state, state);
    if (change !== undefined) await this.#session.execute(change);
    this.#state = state;
    return this.#session;
  }

  /** What was under way is rolled back by the server. */
  drop(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }
}

export type Task = (lane: Lane) => Promise<void>;

interface Queued {
  readonly key: string;
  readonly task: Task;
}

export class LoadLanes {
  readonly #lanes: readonly Lane[];
  readonly #free: Lane[];
  readonly #queue: Queued[] = [];
  readonly #later: (Queued & { readonly after: string })[] = [];
  readonly #queueMax: number;
  /** Tasks queued or under way, by key. */
  readonly #open = new Map<string, number>();
  #failure: TsdumpError | undefined;
  readonly #change = new Change();

  /** At most `queueMax` tasks wait for a lane. */
  constructor(connect: ConnectLane, count: number, queueMax: number) {
    this.#lanes = Array.from({ length: count }, () => new Lane(connect));
    this.#free = [...this.#lanes];
    this.#queueMax = queueMax;
  }

  /** Resolves once there is room for it. Rejects with the failure of any task. */
  async submit(key: string, task: Task): Promise<void> {
    while (this.#queue.length >= this.#queueMax && this.#failure === undefined) {
      await this.#change.next();
    }
    if (this.#failure !== undefined) throw this.#failure;
    this.#open.set(key, (this.#open.get(key) ?? 0) + 1);
    this.#queue.push({ key, task });
    this.#start();
  }

  /** Queued once no task of `key` is left; it counts as one of `as`. */
  submitAfter(key: string, as: string, task: Task): void {
    this.#open.set(as, (this.#open.get(as) ?? 0) + 1);
    this.#later.push({ after: key, key: as, task });
    this.#queueLater();
  }

  /** Resolves when no task of `key` is left, or none at all. Rejects as submit(). */
  async idle(key?: string): Promise<void> {
    const isOpen = (): boolean => (key === undefined ? this.#open.size > 0 : this.#open.has(key));
    while (isOpen() && this.#failure === undefined) await this.#change.next();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Ends what is under way: the server rolls it back. */
  abandon(error: unknown): void {
    this.#failure ??= toTsdumpError(error);
    for (const lane of this.#lanes) lane.drop();
    this.#change.wake();
  }

  /** Resolves when every task has ended, whatever came of it. */
  async close(): Promise<void> {
    this.#queue.length = 0;
    this.#later.length = 0;
    while (this.#free.length < this.#lanes.length) await this.#change.next();
    await Promise.all(this.#lanes.map(async (lane) => await lane.close()));
  }

  #queueLater(): void {
    for (let at = this.#later.length - 1; at >= 0; at--) {
      const waiting = this.#later[at];
      if (waiting === undefined || this.#open.has(waiting.after)) continue;
      this.#later.splice(at, 1);
      this.#queue.push(waiting);
    }
    this.#start();
  }

  #start(): void {
    while (this.#failure === undefined && this.#queue.length > 0 && this.#free.length > 0) {
      const { key, task } = this.#queue.shift() as Queued;
      const lane = this.#free.pop() as Lane;
      task(lane).then(
        () => this.#ended(key, lane),
        (error: unknown) => {
          this.#failure ??= toTsdumpError(error);
          this.#ended(key, lane);
        },
      );
    }
  }

  #ended(key: string, lane: Lane): void {
    const left = (this.#open.get(key) ?? 1) - 1;
    if (left === 0) this.#open.delete(key);
    else this.#open.set(key, left);
    this.#free.push(lane);
    this.#queueLater();
    this.#change.wake();
  }
}
