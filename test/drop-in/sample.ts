// One thing an option of the real tools is tried with, and how the tables write it down: a
// text is split at spaces, a list is taken as it is.

export interface Sample {
  readonly args: readonly string[];
  /** What is dumped belongs to the sample: no scope is added. */
  readonly whole?: boolean;
  /** Starts from an empty command line: not even the way to the server is given. */
  readonly bare?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Changes or reads what a dump changes: alone, each tool after the same preparation. */
  readonly state?: 'logs' | 'replica';
  /** Not worth combining with others. */
  readonly aloneOnly?: boolean;
}

/** How a sample is written down in the tables. */
export type Entry =
  | string
  | readonly string[]
  | (Omit<Sample, 'args'> & { readonly args: string | readonly string[] });

/** Several on one line, with bars between them. */
export function each(text: string): string[] {
  return text
    .split(/\||\n/)
    .map((args) => args.trim())
    .filter((args) => args !== '');
}

/** The same for what says itself what is dumped. */
export function eachWhole(text: string): Entry[] {
  return each(text).map((args) => ({ args, whole: true }));
}

export function toSample(entry: Entry): Sample {
  if (typeof entry === 'string') return { args: splitWords(entry) };
  if ('args' in entry) {
    const { args } = entry;
    return { ...entry, args: typeof args === 'string' ? splitWords(args) : args };
  }
  return { args: entry };
}

function splitWords(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}
