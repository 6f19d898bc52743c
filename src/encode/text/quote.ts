// Names and literals as SQL text. Pure; the session's sql_mode is '' wherever these are
// read, so a backslash escapes.

/** A name in backticks. */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\x1a': '\\Z',
  '\\': '\\\\',
  "'": "\\'",
};

/** A string literal in single quotes, on one line whatever the text holds. */
export function quoteString(text: string): string {
  // eslint-disable-next-line no-control-regex -- NUL and Ctrl-Z are among the escaped
  return `'${text.replace(/[\0\n\r\x1a\\']/g, (char) => ESCAPES[char] ?? char)}'`;
}
