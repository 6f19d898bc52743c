// What the log shows, and how.

export interface LogOptions {
  readonly level: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  readonly format: 'pretty' | 'json';
  /** Undefined: when standard error is a terminal. */
  readonly progress: boolean | undefined;
}
