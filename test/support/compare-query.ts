// How the comparison asks a server: rows as arrays of text, byte-exact, NULL as
// undefined; and the quoting of names and values that it needs.

import type { Connection } from 'mysql2/promise';

export type TextRow = readonly (string | undefined)[];

interface RawField {
  readonly type: string;
  buffer(): Buffer | null;
}

/** Rows of text as the server sent it; bytes that are not UTF-8 are shown in hex. */
export async function queryText(connection: Connection, sql: string): Promise<TextRow[]> {
  const [rows] = await connection.query({
    sql,
    rowsAsArray: true,
    typeCast: (field: RawField) => {
      const bytes = field.buffer();
      return bytes === null ? undefined : decode(bytes);
    },
  });
  return rows as unknown as TextRow[];
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return `0x${bytes.toString('hex')}`;
  }
}

export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Only for a session whose sql_mode is empty. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
