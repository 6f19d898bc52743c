// What is compared: one command line, run by the real tool and by ours against the same
// server in the same state, and what came of it. Plain data.

import type { Flavor } from '../../src/model/server.js';

export type Part = 'fixtures' | 'random' | 'options';

export interface DropInCase {
  readonly flavor: Flavor;
  readonly part: Part;
  /** Unique in its part; `--only` looks in it. */
  readonly name: string;
  /**
   * `{dir}` is the case's own folder, empty but for `{dir}/tab` and `files`; `{socket}` and
   * `{port}` are the server's.
   */
  readonly args: readonly string[];
  /** Nothing is put before `args`; otherwise they follow what reaches the server as root. */
  readonly bare?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Files in `{dir}` before each run, by relative path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Brings the server into the same state before each tool; such a case runs alone. */
  readonly before?: string;
  /** Runs after both tools. */
  readonly after?: string;
}

/** What one tool did, with what may differ masked. Bytes as one character each. */
export interface Outcome {
  readonly code: string;
  readonly stderr: string;
  readonly stdout: string;
  /** By path relative to `{dir}`. */
  readonly files: ReadonlyMap<string, string>;
  readonly timedOut: boolean;
}

/** One thing in which two outcomes differ. */
export interface Difference {
  /** `stdout`, `stderr`, `status`, or `file <path>`. */
  readonly channel: string;
  readonly real: string;
  readonly ours: string;
}

export type Verdict =
  | { readonly kind: 'equal' }
  /** The real tool never ended. */
  | { readonly kind: 'skipped' }
  | { readonly kind: 'deliberate'; readonly names: readonly string[] }
  | { readonly kind: 'different'; readonly differences: readonly Difference[] };
