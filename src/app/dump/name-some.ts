// A list of names inside a message, kept short.

/** So many objects are named in a warning. */
const NAMED_MAX = 5;

/** The first of them, and how many more there are. */
export function nameSome(names: readonly string[]): string {
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : '';
  return names.slice(0, NAMED_MAX).join(', ') + more;
}
