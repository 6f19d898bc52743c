// Text of the server's or the user's inside an SQL line comment: it must not end the
// comment and become a statement. Pure.

/** `text` for use after `-- `: each of its lines stays a comment. */
export function commentSafe(text: string): string {
  // The carriage return too: some clients take it for the end of a line.
  return text.replace(/\r\n|\n|\r/g, (end) => `${end}-- `);
}
