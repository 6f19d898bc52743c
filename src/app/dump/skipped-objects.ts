// What came of the sections of a dump so far; what comes next depends on it.

import type { Outcome } from '../run/personality.js';

interface TableName {
  readonly schema: string;
  readonly name: string;
}

export class WrittenOutcome implements Outcome {
  readonly #leftOut = new Set<string>();
  readonly #namingDatabase: string[] = [];
  #sawView = false;

  get sawView(): boolean {
    return this.#sawView;
  }

  seeView(): void {
    this.#sawView = true;
  }

  /** `trigger d.t` names its own database. */
  nameDatabase(object: string): void {
    this.#namingDatabase.push(object);
  }

  get namingDatabase(): readonly string[] {
    return this.#namingDatabase;
  }

  leaveOut(table: TableName): void {
    this.#leftOut.add(toKey(table));
  }

  isLeftOut(table: TableName): boolean {
    return this.#leftOut.has(toKey(table));
  }
}

/** A name of one table among all schemas. */
function toKey({ schema, name }: TableName): string {
  return JSON.stringify([schema, name]);
}
