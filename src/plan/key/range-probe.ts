// The questions the planner asks of one index. Each reads a row or two at an end of a range,
// or only has the server estimate a range (a dive into the index); none scans. A question
// that fails, or whose answer makes no sense, is answered by undefined.

import { buildGroup, buildRange, type Cut } from './range.js';
import type { KeyColumn } from './column.js';

/** One row of an answer: text of a column, null for NULL; throws where no row came. */
export interface ProbeRow {
  text(name: string): string | null;
}

/** Runs one statement of a small result; one at a time. */
export type RunProbe = (sql: string) => Promise<readonly ProbeRow[]>;

export interface IndexSource {
  /** `FROM`, the table, its partitions, the index that is forced. */
  readonly from: string;
  readonly columns: readonly KeyColumn[];
  /** Goes with each estimate. */
  readonly where: string | undefined;
}

/** The least and the greatest value of a column, as its `text` gives them. */
export interface Bounds {
  readonly least: string;
  readonly greatest: string;
  /** The server takes them for the same. */
  readonly same: boolean;
}

/** Values that all rows of a group have in the first columns. */
export type Group = readonly (string | null)[];

/** What EXPLAIN calls reading a part of an index. */
const PARTIAL: ReadonlySet<string> = new Set(['range', 'ref', 'const', 'eq_ref', 'ref_or_null']);

export class RangeProbe {
  readonly #source: IndexSource;
  readonly #run: RunProbe;
  /** The range last estimated: often the next one asked for. */
  #weighed: { range: string | undefined; rows: number | undefined } = { range: '', rows: 0 };
  /** Statements so far. */
  asked = 0;

  constructor(source: IndexSource, run: RunProbe) {
    this.#source = source;
    this.#run = run;
  }

  /** About how many rows lie in between; undefined also where more would be read than them. */
  async estimate(from: Cut | undefined, to: Cut | undefined): Promise<number | undefined> {
    const range = buildRange(this.#source.columns, from, to);
    if (range === this.#weighed.range) return this.#weighed.rows;
    // Of a plain SELECT with a forced index MySQL estimates nothing; COUNT is never run.
    const rows = await this.#ask(
      `EXPLAIN FORMAT=TRADITIONAL SELECT COUNT(*) ${this.#source.from}`,
      [this.#source.where, range],
    );
    this.#weighed = { range, rows: rows === undefined ? undefined : readRows(rows) };
    return this.#weighed.rows;
  }

  /** What the column after `group` spans between the cuts, NULLs left out. */
  async readBounds(
    group: Group,
    from: readonly (Cut | undefined)[],
    to: Cut | undefined,
  ): Promise<Bounds | undefined> {
    const { column, conditions } = this.#enter(group);
    const { columns } = this.#source;
    conditions.push(...from.map((cut) => buildRange(columns, cut, undefined)));
    conditions.push(buildRange(columns, undefined, to));
    const end = (order: string): string =>
      `(${this.#select(`${column.text} AS t, ${column.name} AS v`, conditions)}` +
      ` ORDER BY ${column.name}${order} LIMIT 1)`;
    const [row] =
      (await this.#ask(
        `SELECT lo.t AS least, hi.t AS greatest, lo.v = hi.v AS same` +
          ` FROM ${end('')} AS lo, ${end(' DESC')} AS hi`,
        [],
      )) ?? [];
    const [least, greatest] = [row?.text('least') ?? null, row?.text('greatest') ?? null];
    if (row === undefined || least === null || greatest === null) return undefined;
    return { least, greatest, same: row.text('same') === '1' };
  }

  /** The first value after `group` that is `guess` or more, not before `from`. */
  async readFirst(group: Group, from: Cut | undefined, guess: string): Promise<string | undefined> {
    const { column, conditions } = this.#enter(group);
    conditions.push(buildRange(this.#source.columns, from, undefined));
    conditions.push(`${column.name} >= ${guess}`);
    const [row] =
      (await this.#ask(
        `${this.#select(`${column.text} AS t`, conditions)} ORDER BY ${column.name} LIMIT 1`,
        [],
      )) ?? [];
    return row?.text('t') ?? undefined;
  }

  #enter(group: Group): { column: KeyColumn; conditions: (string | undefined)[] } {
    const { columns } = this.#source;
    const column = columns[group.length];
    if (column === undefined) throw new Error('a group of all columns has no next one');
    const conditions: (string | undefined)[] = buildGroup(columns, group);
    if (column.nullable) conditions.push(`${column.name} IS NOT NULL`);
    return { column, conditions };
  }

  #select(list: string, conditions: readonly (string | undefined)[]): string {
    return `SELECT ${list} ${this.#source.from}${toWhere(conditions)}`;
  }

  async #ask(
    sql: string,
    conditions: readonly (string | undefined)[],
  ): Promise<readonly ProbeRow[] | undefined> {
    this.asked++;
    try {
      return await this.#run(`${sql}${toWhere(conditions)}`);
    } catch {
      // Fewer cuts are always right; if the connection is lost the next chunk will tell.
      return undefined;
    }
  }
}

/** Rows of an EXPLAIN of one table; undefined where it would not be read along a part of a key. */
function readRows(plan: readonly ProbeRow[]): number | undefined {
  const [row] = plan;
  if (row === undefined || plan.length > 1) return undefined;
  const type = row.text('type');
  // Nothing to read: an impossible condition.
  if (type === null) return 0;
  const rows = Number(row.text('rows') ?? Number.NaN);
  return PARTIAL.has(type) && Number.isFinite(rows) && rows >= 0 ? rows : undefined;
}

export function toWhere(conditions: readonly (string | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== undefined && condition !== '');
  return given.length === 0 ? '' : ` WHERE ${given.join(' AND ')}`;
}
