// What of a load is done already, and how that is known: rows of engines with transactions by
// their marks, rows of others by what came after them, or they are loaded again.

import { TsdumpError } from '../../base/errors.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Session } from '../../mysql/protocol/session.js';
import { readTransactionalEngines } from '../../mysql/server/engines.js';
import type { Mark } from './load-record.js';
import type { LoadRun } from './load-run.js';
import type { RowTarget } from './row-target.js';

export class Resumption {
  readonly #run: LoadRun;
  #engines: ReadonlySet<string> | undefined;
  /** The first statement that is not recorded may have been run. */
  #isInDoubt: boolean;
  /** Without transactions: tables emptied by this run, and those of which rows were passed over. */
  readonly #emptied = new Set<RowTarget>();
  readonly #passed = new Set<RowTarget>();

  constructor(run: LoadRun) {
    this.#run = run;
    this.#isInDoubt = run.unfinished !== undefined;
  }

  /** A statement that an earlier run has recorded. */
  isDone(step: number): boolean {
    return step < (this.#run.unfinished?.stepsDone ?? 0);
  }

  /** True once: of the first statement after those that are recorded. */
  takeDoubt(): boolean {
    const isInDoubt = this.#isInDoubt;
    this.#isInDoubt = false;
    return isInDoubt;
  }

  /**
   * What is known of the rows of a step; `unknown` where none of them is there. Empties a table
   * that has no transactions and may have a part of them.
   */
  async take(target: RowTarget, step: number): Promise<'done' | 'unknown' | Mark> {
    const { main, unfinished } = this.#run;
    if (unfinished === undefined) return 'unknown';
    if (await this.isTransactional(target)) return unfinished.marks.get(step) ?? 'unknown';
    if (this.isDone(step)) {
      this.#passed.add(target);
      return 'done';
    }
    if (this.#emptied.has(target)) return 'unknown';
    if (this.#passed.has(target)) throw halfThere(target);
    this.#emptied.add(target);
    await emptyTable(main, target);
    return 'unknown';
  }

  async isTransactional(target: RowTarget): Promise<boolean> {
    this.#engines ??= await readTransactionalEngines(this.#run.main);
    return this.#engines.has(await target.readEngine(this.#run.main));
  }
}

/** All but its rows stays as it was: TRUNCATE alone would count from 1 again. */
async function emptyTable(session: Session, { schema, table }: RowTarget): Promise<void> {
  const name = `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
  const [shown] = await session.query(`SHOW CREATE TABLE ${name}`);
  const options = shown?.stringAt(1).split('\n) ').at(-1) ?? '';
  const next = /\bAUTO_INCREMENT=(\d+)/.exec(options.split("COMMENT='")[0] ?? '')?.[1];
  await session.execute(`TRUNCATE TABLE ${name}`);
  if (next !== undefined) await session.execute(`ALTER TABLE ${name} AUTO_INCREMENT = ${next}`);
}

/** A load is gone on with from the same dump only. */
export function otherDump(): TsdumpError {
  return new TsdumpError('usage', 'the dump is not the one that the load was begun with', {
    hint: 'Give the same dump to --resume, or take away what it left with --abort.',
  });
}

function halfThere({ schema, table }: RowTarget): TsdumpError {
  return new TsdumpError(
    'load-failed',
    `${schema}.${table} has no transactions, and the dump has rows of it in several places: which of them are there is not known`,
    { hint: 'Take the load away with --abort, and start it again.' },
  );
}
