// Cuts an integer key range into pieces, lazily and in constant memory. Every boundary is a
// key value that exists, so that holes of billions cost one probe, not a million queries.
// Knows no SQL and no server: the probe is given.

/** Rows with `after < key <= upTo`; undefined ends are open. */
export interface KeyRange {
  readonly after: bigint | undefined;
  readonly upTo: bigint | undefined;
}

export interface KeyProbe {
  /** Smallest and largest key of the table, undefined when it is empty. */
  bounds(): Promise<{ min: bigint; max: bigint } | undefined>;
  /** Smallest key that is at least `key`, undefined when there is none. */
  atOrAfter(key: bigint): Promise<bigint | undefined>;
}

/**
 * At most `count` + 1 ranges that together hold every key exactly once, whatever the keys
 * are and even if rows with keys beyond the probed bounds exist: the first range is open
 * below, the last one above.
 */
export async function* cutKeyRange(probe: KeyProbe, count: number): AsyncGenerator<KeyRange, void> {
  const bounds = count > 1 ? await probe.bounds() : undefined;
  let after: bigint | undefined;
  if (bounds !== undefined) {
    const { min, max } = bounds;
    const step = (max - min) / BigInt(count) + 1n;
    for (let guess = min + step; guess < max; ) {
      const upTo = await probe.atOrAfter(guess);
      if (upTo === undefined || upTo >= max) break;
      yield { after, upTo };
      after = upTo;
      guess = upTo + step;
    }
  }
  yield { after, upTo: undefined };
}
