// A report from the field rebuilt with a small input: somebody's trouble with a dump, and
// what must come of it. Each names the number it has in docs/field.md.

import type { Flavor } from '../../src/model/server.js';
import type { TestServer } from '../support/test-server.js';

export interface FieldBed {
  readonly flavor: Flavor;
  /** Shared by the situations of a flavor: each works in schemas of its own and drops them. */
  readonly server: TestServer;
}

export interface Situation {
  readonly number: number;
  /** One phrase: `a table that cannot be read, with lanes`. */
  readonly name: string;
  readonly flavors: readonly Flavor[];
  /** Runs in the suite too: takes a second or two. */
  readonly inSuite: boolean;
  /** Returns what went wrong, nothing if it went right. */
  readonly run: (bed: FieldBed) => Promise<readonly string[]>;
}

export const BOTH: readonly Flavor[] = ['mysql', 'mariadb'];
