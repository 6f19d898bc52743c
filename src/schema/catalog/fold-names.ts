// Compares names the way the server does. Pure.

/** Makes names identical that this server takes for equal. */
export type FoldName = (name: string) => string;

export function foldNames(insensitive: boolean): FoldName {
  return insensitive ? (name) => name.toLowerCase() : (name) => name;
}

/** Whether a set of `db.table` names has this one. */
export function hasName(
  names: ReadonlySet<string>,
  schema: string,
  relation: string,
  fold: FoldName,
): boolean {
  const name = `${schema}.${relation}`;
  if (names.has(name)) return true;
  const folded = fold(name);
  return [...names].some((candidate) => fold(candidate) === folded);
}
