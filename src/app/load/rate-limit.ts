// --max-rate: how fast rows may go into the target, over all connections together.

import { nowMs, sleep } from '../../base/clock.js';

export class RateLimit {
  readonly #bytesPerSecond: number | undefined;
  /** When all that went through so far is paid for. */
  #paidUntilMs = 0;

  constructor(bytesPerSecond: number | undefined) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Resolves once `bytes` may go; rejects when `signal` is aborted. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.#bytesPerSecond === undefined) return;
    const now = nowMs();
    const startMs = Math.max(now, this.#paidUntilMs);
    this.#paidUntilMs = startMs + (bytes / this.#bytesPerSecond) * 1000;
    if (startMs > now) await sleep(startMs - now, signal);
  }
}
