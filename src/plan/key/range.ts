// A cut lies between two rows in the order of a key; a chunk is what lies between two cuts.
// Here two cuts become the condition that holds for the rows between them. Pure.

export interface CutColumn {
  /** As it is written in a statement. */
  readonly name: string;
  readonly nullable: boolean;
}

/**
 * Before or after all rows whose key begins with these values. SQL literals, null for NULL,
 * which comes before all values.
 */
export interface Cut {
  readonly values: readonly (string | null)[];
  readonly side: 'before' | 'after';
}

/**
 * Holds for the rows between `from` and `to`; an undefined end is open. Written as ANDs and
 * ORs of single columns, which both optimizers turn into ranges of the index; they make none
 * of row values. Undefined where both ends are open.
 */
export function buildRange(
  columns: readonly CutColumn[],
  from: Cut | undefined,
  to: Cut | undefined,
): string | undefined {
  const shared = from === undefined || to === undefined ? 0 : countShared(from, to);
  const conditions = [
    ...buildGroup(columns, from?.values.slice(0, shared) ?? []),
    from === undefined ? undefined : buildAbove(columns, from, shared),
    to === undefined ? undefined : buildBelow(columns, to, shared),
  ].filter((condition) => condition !== undefined);
  return conditions.length === 0 ? undefined : conditions.join(' AND ');
}

/** Hold together for the rows whose key begins with these values. */
export function buildGroup(
  columns: readonly CutColumn[],
  values: readonly (string | null)[],
): string[] {
  return values.map((value, at) => buildEqual(columnAt(columns, at), value));
}

/** How many leading values all rows between the two have. */
function countShared(from: Cut, to: Cut): number {
  const most = Math.min(
    from.values.length - (from.side === 'after' ? 1 : 0),
    to.values.length - (to.side === 'before' ? 1 : 0),
  );
  let shared = 0;
  while (shared < most && from.values[shared] === to.values[shared]) shared++;
  return shared;
}

function buildAbove(columns: readonly CutColumn[], cut: Cut, at: number): string | undefined {
  const value = cut.values[at];
  if (value === undefined) return undefined;
  const column = columnAt(columns, at);
  const isLast = at === cut.values.length - 1;
  const beyond = value === null ? `${column.name} IS NOT NULL` : `${column.name} > ${value}`;
  if (isLast && cut.side === 'after') return beyond;
  const rest = isLast ? undefined : buildAbove(columns, cut, at + 1);
  if (rest !== undefined) return `(${beyond} OR (${buildEqual(column, value)} AND ${rest}))`;
  return value === null ? undefined : `${column.name} >= ${value}`;
}

function buildBelow(columns: readonly CutColumn[], cut: Cut, at: number): string | undefined {
  const value = cut.values[at];
  if (value === undefined) return undefined;
  const column = columnAt(columns, at);
  const isLast = at === cut.values.length - 1;
  if (isLast && cut.side === 'after') {
    return value === null ? `${column.name} IS NULL` : orNull(column, `${column.name} <= ${value}`);
  }
  const before = value === null ? '1 = 0' : orNull(column, `${column.name} < ${value}`);
  const rest = isLast ? undefined : buildBelow(columns, cut, at + 1);
  return rest === undefined ? before : `(${before} OR (${buildEqual(column, value)} AND ${rest}))`;
}

function orNull({ name, nullable }: CutColumn, condition: string): string {
  return nullable ? `(${condition} OR ${name} IS NULL)` : condition;
}

function buildEqual({ name }: CutColumn, value: string | null): string {
  return value === null ? `${name} IS NULL` : `${name} = ${value}`;
}

function columnAt(columns: readonly CutColumn[], at: number): CutColumn {
  const column = columns[at];
  if (column === undefined) throw new Error(`a cut has more than ${columns.length} values`);
  return column;
}
