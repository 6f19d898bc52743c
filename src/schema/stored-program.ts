// The answer of SHOW CREATE TRIGGER, FUNCTION, PROCEDURE, PACKAGE or EVENT.

import { TsdumpError } from '../base/errors.js';
import type { Row } from '../mysql/row.js';
import type { CreationContext } from './saved-settings.js';

export interface StoredProgram {
  /** As stored; empty where the account may not see it. */
  readonly create: Buffer;
  readonly created: CreationContext;
  /** Events only. */
  readonly timeZone: string;
}

/** `createColumn` names the column that holds the statement. */
export function readProgram(row: Row | undefined, createColumn: string): StoredProgram {
  if (row === undefined) throw new TsdumpError('bug', `no answer with a column ${createColumn}`);
  return {
    create: row.bytes(createColumn) ?? Buffer.alloc(0),
    created: {
      sqlMode: row.string('sql_mode'),
      charset: row.string('character_set_client'),
      collation: row.string('collation_connection'),
      databaseCollation: row.string('Database Collation'),
    },
    timeZone: row.has('time_zone') ? row.string('time_zone') : '',
  };
}
