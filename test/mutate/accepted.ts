// Mutants that no test kills, and why that is right. One that is killed, or gone, has to
// leave this list.

export interface Accepted {
  readonly file: string;
  /** As the survivors are printed. */
  readonly text: string;
  readonly reason: string;
}

export const ACCEPTED: readonly Accepted[] = [];
