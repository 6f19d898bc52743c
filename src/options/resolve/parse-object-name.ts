// The names of --extract: `db` or `db.table`, in backticks where one has a dot. Pure.

import type { ObjectName } from '../../archive/section-name.js';
import { TsdumpError } from '../../base/errors.js';

const PART = '`(?:[^`]|``)+`|[^`.]+';
const NAME = new RegExp(`^(${PART})(?:\\.(${PART}))?$`, 's');

/** Throws `usage`. */
export function parseObjectName(text: string): ObjectName {
  const [, schema, name] = NAME.exec(text) ?? [];
  if (schema === undefined)
    throw new TsdumpError(
      'usage',
      `${JSON.stringify(text)} is not the name of a database or table`,
      {
        hint: 'Write DB or DB.TABLE; a name with a dot or backtick in backticks: `my.db`.`table`.',
      },
    );
  return { schema: unquote(schema), ...(name === undefined ? {} : { name: unquote(name) }) };
}

function unquote(part: string): string {
  return part.startsWith('`') ? part.slice(1, -1).replaceAll('``', '`') : part;
}
