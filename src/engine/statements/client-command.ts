// What a client does itself with a line of a script, between two statements: DELIMITER, USE,
// and what nobody wants a dump to do: read other files, start programs, write somewhere.

/** No SQL statement begins with these, but for HELP, which no dump has. */
const REFUSED: ReadonlySet<string> = new Set(
  (
    'source system sandbox tee notee pager nopager print prompt edit connect charset clear ego go ' +
    'exit quit help status rehash warnings nowarning resetconnection query_attributes'
  ).split(' '),
);

const WHOLE_NAME = /^(?:`[^`]*(?:``[^`]*)*`|[^`\s]+)$/;

export type ClientCommand =
  | { readonly kind: 'delimiter'; readonly delimiter: string }
  /** `USE name` without a delimiter: a statement for all that. */
  | { readonly kind: 'use' }
  | { readonly kind: 'refused'; readonly name: string };

/** What `line` does, where no statement is open; undefined where one begins. */
export function parseClientCommand(line: string, delimiter: string): ClientCommand | undefined {
  const [, name = '', rest = ''] = /^([A-Za-z_]+)[ \t]*([^]*?)\s*$/.exec(line) ?? [];
  const word = name.toLowerCase();
  if (word === 'delimiter') return { kind: 'delimiter', delimiter: firstArgument(rest) };
  if (word === 'use') {
    // A name may have a line feed in it.
    const isWhole = !line.includes(delimiter) && WHOLE_NAME.test(rest);
    return isWhole ? { kind: 'use' } : undefined;
  }
  return REFUSED.has(word) ? { kind: 'refused', name: word } : undefined;
}

export function mayBeClientCommand(word: string): boolean {
  const name = word.toLowerCase();
  return name === 'delimiter' || name === 'use' || REFUSED.has(name);
}

function firstArgument(rest: string): string {
  const quoted = /^(['"`])(.*?)\1/.exec(rest);
  return quoted?.[2] ?? /^\S*/.exec(rest)?.[0] ?? '';
}
