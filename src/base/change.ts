// Waiting until something may have changed: whoever waits looks again after each wake().

export class Change {
  #waiting: (() => void)[] = [];

  /** Resolves at the next wake(). */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
