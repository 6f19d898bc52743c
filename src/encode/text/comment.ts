// Text of the server's or the user's inside an SQL line comment: it must not end the
// comment and become a statement. Pure.

/**
 * `text` for use after `-- `: each of its lines stays a comment. What is longer than
 * `lengthMax` is cut.
 */
export function commentSafe(text: string, lengthMax?: number): string {
  const safe = text.replaceAll('\n', '\n-- ');
  if (lengthMax === undefined || safe.length < lengthMax) return safe;
  return `${safe.slice(0, lengthMax)}...`;
}
