// A command line as assignments to options, wherever they were written.

export interface Assignment {
  /** Name in the option table. */
  readonly name: string;
  /** On or off for a flag, text for anything else; undefined asks for the password. */
  readonly value: boolean | string | undefined;
  /** Option file and line; undefined for the command line. */
  readonly place?: string;
}

export interface NormalArgv {
  readonly assignments: readonly Assignment[];
  readonly names: readonly string[];
}
