// Text of the server's or the user's inside an SQL line comment: it must not end the
// comment and become a statement. Pure.

/** `text` for use after `-- `: each of its lines stays a comment. */
export function commentSafe(text: string): string {
  return text.replaceAll('\n', '\n-- ');
}
