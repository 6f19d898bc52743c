// The one way to ask the server for an object: what it refuses is reported, and the writer
// goes on without it.

import type { SectionContext } from './section-context.js';

/** What the server would not show. It was reported. */
export class NotShown {
  readonly reason: string;
  readonly error: unknown;

  constructor(reason: string, error: unknown) {
    this.reason = reason;
    this.error = error;
  }
}

/**
 * What `ask` resolves to, or NotShown where it failed. `statement` is what is reported to
 * have failed. Rejects where that ends the dump.
 */
export async function showDefinition<Shown>(
  { failed }: Pick<SectionContext, 'failed'>,
  object: string,
  statement: string,
  ask: () => Promise<Shown>,
): Promise<Shown | NotShown> {
  try {
    return await ask();
  } catch (error) {
    return new NotShown(failed({ object, statement, error }), error);
  }
}
