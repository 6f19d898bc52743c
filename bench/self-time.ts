// Reads V8 CPU profiles and sums where the time went: self time by function. Pure.

export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  /** Microseconds since the sample before. */
  readonly timeDeltas: readonly number[];
}

export interface SelfTime {
  readonly name: string;
  readonly place: string;
  readonly milliseconds: number;
}

/** Longest first; a function that was compiled several times is one entry. */
export function sumSelfTimes(profile: CpuProfile): SelfTime[] {
  const microseconds = new Map<number, number>();
  profile.samples.forEach((id, index) => {
    microseconds.set(id, (microseconds.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0));
  });
  const sums = new Map<string, SelfTime>();
  for (const { id, callFrame } of profile.nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const name = functionName === '' ? '(anonymous)' : functionName;
    const place = url === '' ? '' : `${shortenUrl(url)}:${lineNumber + 1}`;
    const key = `${name} ${place}`;
    const before = sums.get(key)?.milliseconds ?? 0;
    const milliseconds = before + (microseconds.get(id) ?? 0) / 1000;
    sums.set(key, { name, place, milliseconds });
  }
  return [...sums.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

function shortenUrl(url: string): string {
  return url.replace(/^.*\/(dist|node_modules)\//, '');
}
