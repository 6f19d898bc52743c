// A table that rows are loaded into: what the target says of it, read when its first rows come.

import { TsdumpError } from '../../base/errors.js';
import { quoteString } from '../../encode/text/quote.js';
import { RowLoader } from '../../engine/load/row-loader.js';
import type { TupleRun } from '../../engine/statements/statement.js';
import type { Session } from '../../mysql/protocol/session.js';
import { readColumns } from '../../schema/catalog/read-columns.js';
import type { SessionState } from './session-state.js';

/** What a server allows. */
export interface RowLimits {
  readonly localInfile: boolean;
  readonly maxAllowedPacket: number;
}

export async function readRowLimits(session: Session, loadData: boolean): Promise<RowLimits> {
  const [row] = await session.query(
    'SELECT @@GLOBAL.local_infile AS localInfile, @@max_allowed_packet AS packet',
  );
  const isOn = /^(?:1|ON)$/i.test(row?.string('localInfile') ?? '');
  return { localInfile: loadData && isOn, maxAllowedPacket: row?.number('packet') ?? 1024 * 1024 };
}

export class RowTarget {
  readonly schema: string;
  readonly table: string;
  readonly #limits: RowLimits;
  #opening: Promise<Opened> | undefined;

  constructor(schema: string, table: string, limits: RowLimits) {
    this.schema = schema;
    this.table = table;
    this.#limits = limits;
  }

  /** Its storage engine, in lower case. Rejects with `load-failed` where there is no such table. */
  async readEngine(session: Session): Promise<string> {
    return (await this.#open(session)).engine;
  }

  /** In the transaction of `session`, which is in `state`. */
  async write(session: Session, runs: readonly TupleRun[], state: SessionState): Promise<void> {
    const { loader } = await this.#open(session);
    await loader.write(session, runs, state.get('character_set_client') ?? 'utf8mb4');
  }

  async #open(session: Session): Promise<Opened> {
    this.#opening ??= openTable(session, this.schema, this.table, this.#limits);
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }
}

interface Opened {
  readonly loader: RowLoader;
  readonly engine: string;
}

async function openTable(
  session: Session,
  schema: string,
  name: string,
  limits: RowLimits,
): Promise<Opened> {
  const [row] = await session.query(
    'SELECT ENGINE AS engine FROM information_schema.TABLES' +
      ` WHERE TABLE_SCHEMA = ${quoteString(schema)} AND TABLE_NAME = ${quoteString(name)}`,
  );
  // Under its own name, which is another where the target folds names.
  const [columns] = (await readColumns(session, schema, [name])).values();
  if (row === undefined || columns === undefined)
    throw new TsdumpError('load-failed', `the target has no table ${schema}.${name}`, {
      hint: 'Load its definition too: leave --no-create-info out.',
    });
  const table = { schema, name, engine: row.string('engine'), columns };
  return { loader: new RowLoader(table, limits), engine: table.engine.toLowerCase() };
}
