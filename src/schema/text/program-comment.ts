// The COMMENT of a routine or event. Servers show it in utf8 inside a text of the creator's
// character set, and with backslashes doubled though its sql_mode may not know them: taken back
// it is another one. So it is written anew, from what the catalog says it is.

import { quoteString } from '../../encode/text/quote.js';
import type { Session } from '../../mysql/protocol/session.js';
import { replaceComment } from './body-syntax.js';
import type { CreationContext } from './saved-settings.js';

/** Whose comment it is: `kind` as information_schema has it. */
export interface Commented {
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
}

const ESCAPED: readonly (readonly [number, string])[] = [
  [92, String.raw`\\`],
  [0, String.raw`\0`],
  [10, String.raw`\n`],
  [13, String.raw`\r`],
  [26, String.raw`\Z`],
];

/** `byteText` with the comment as `created` reads it; undefined where that character set cannot say it. */
export async function mendComment(
  session: Session,
  { kind, schema, name }: Commented,
  byteText: string,
  created: Pick<CreationContext, 'charset' | 'sqlMode'>,
): Promise<string | undefined> {
  const isPlain = !created.sqlMode.includes('NO_BACKSLASH_ESCAPES');
  const isSuspect = byteText.includes("COMMENT '") && /[\\\x80-\xff]/.test(byteText);
  if (!isSuspect || !/^\w+$/.test(created.charset)) return byteText;
  const what = kind === 'EVENT' ? 'EVENT' : 'ROUTINE';
  let comment = `REPLACE(${what}_COMMENT, '''', '''''')`;
  for (const [code, escape] of isPlain ? ESCAPED : []) {
    comment = `REPLACE(${comment}, CHAR(${code} USING utf8mb4), ${quoteString(escape)})`;
  }
  const converted = `CONVERT(${comment} USING ${created.charset})`;
  const [row] = await session.query(
    `SELECT HEX(${converted}) AS shown, ` +
      `HEX(CONVERT(${converted} USING utf8mb4)) = HEX(CONVERT(${comment} USING utf8mb4)) AS fits` +
      ` FROM information_schema.${what}S WHERE ${what}_SCHEMA = ${quoteString(schema)}` +
      ` AND ${what}_NAME = ${quoteString(name)}` +
      (kind === 'EVENT' ? '' : ` AND ROUTINE_TYPE = ${quoteString(kind)}`),
  );
  const shown = Buffer.from(row?.text('shown') ?? '', 'hex').toString('latin1');
  if (shown === '') return byteText;
  return row?.text('fits') === '1' ? replaceComment(byteText, `'${shown}'`) : undefined;
}
