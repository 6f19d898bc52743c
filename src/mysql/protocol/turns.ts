// One after the other: who takes a turn waits until the one before has given it back.

export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when nobody has a turn. */
  get idle(): Promise<void> {
    return this.#last;
  }

  /** Resolves when it is ours, with what gives it back. */
  async next(): Promise<() => void> {
    const before = this.#last;
    let giveBack!: () => void;
    this.#last = new Promise((resolve) => {
      giveBack = resolve;
    });
    await before;
    return giveBack;
  }
}
