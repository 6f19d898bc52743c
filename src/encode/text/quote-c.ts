// A text as a string literal of the stock tools' library. Pure.

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\n': '\\n',
  '\r': '\\r',
  '\x1a': '\\Z',
  '\\': '\\\\',
  "'": "\\'",
  '"': '\\"',
};

export function quoteStockString(text: string): string {
  // eslint-disable-next-line no-control-regex -- NUL and Ctrl-Z are among the escaped
  return `'${text.replace(/[\0\n\r\x1a\\'"]/g, (char) => ESCAPES[char] ?? char)}'`;
}

/** As mariadb-dump quotes what a name is compared with. */
export function quoteForEqual(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
