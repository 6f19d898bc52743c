// What the server knows and guesses of tables without reading them.

import { quoteString } from '../../encode/text/quote.js';
import type { Table } from '../../model/catalog.js';
import type { Row } from '../../mysql/protocol/row.js';
import type { Session } from '../../mysql/protocol/session.js';
import { askOfTables } from './only-tables.js';

export type Estimate = Pick<
  Table,
  'engine' | 'rowsEstimate' | 'dataBytesEstimate' | 'nextAutoIncrement' | 'versioned' | 'createdAt'
>;

export const NOTHING_KNOWN: Estimate = {
  engine: '',
  rowsEstimate: 0,
  dataBytesEstimate: 0,
  nextAutoIncrement: 0,
  versioned: false,
  createdAt: null,
};

const UNOPENED = 'SELECT TABLE_NAME AS name, ENGINE AS engine, TABLE_TYPE AS type';
const OPENED =
  `${UNOPENED}, TABLE_ROWS AS row_count, DATA_LENGTH AS bytes, AUTO_INCREMENT AS next_value,` +
  ' CREATE_TIME AS created';

/** By name. Of a table that cannot be opened no more than what stands in its definition. */
export async function readEstimates(
  session: Session,
  schema: string,
  names: readonly string[],
): Promise<ReadonlyMap<string, Estimate>> {
  const estimates = new Map<string, Estimate>();
  const ask =
    (select: string, to: (row: Row) => Estimate) =>
    async (only: string): Promise<void> => {
      const from = `information_schema.TABLES WHERE TABLE_SCHEMA = ${quoteString(schema)}${only}`;
      for (const row of await session.query(`${select} FROM ${from}`))
        estimates.set(row.string('name'), to(row));
    };
  await askOfTables(session, names, ask(OPENED, toEstimate), ask(UNOPENED, toUnopened));
  return estimates;
}

function toEstimate(row: Row): Estimate {
  return {
    ...toUnopened(row),
    rowsEstimate: row.number('row_count'),
    dataBytesEstimate: row.number('bytes'),
    nextAutoIncrement: row.number('next_value'),
    createdAt: row.text('created') ?? null,
  };
}

function toUnopened(row: Row): Estimate {
  return {
    ...NOTHING_KNOWN,
    engine: row.string('engine'),
    versioned: row.string('type') === 'SYSTEM VERSIONED',
  };
}
