// tsload --verify: the rows of the target against those of the dump, table by table. The target
// digests what it stores, we digest the SQL of the dump; the two know nothing of each other.

import { TsdumpError } from '../../base/errors.js';
import { insertStyle } from '../../encode/rows/insert-style.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import { InsertReader } from '../../engine/rows/insert-reader.js';
import { RowDigest } from '../../engine/rows/row-digest.js';
import type { InsertHead } from '../../engine/statements/statement.js';
import { readStatements } from '../../engine/statements/statement-reader.js';
import type { Table } from '../../model/catalog.js';
import type { Flavor } from '../../model/server.js';
import { prepareSession } from '../../mysql/server/prepare-session.js';
import { serverMessage } from '../../mysql/protocol/server-error.js';
import { buildRowDigest } from '../../plan/row-text.js';
import { toSelectList } from '../../plan/select-list.js';
import { readColumns } from '../../schema/catalog/read-columns.js';
import type { LoadRun } from './load-run.js';
import type { LoadSource, RowsStep } from './load-source.js';
import { isServerSchema, takesRows } from './name-filter.js';

const EXACT = { exactFloat: true, exactText: true };
const END = Buffer.from(';\n', 'latin1');

type Column = Table['columns'][number];

interface Sums {
  readonly rows: number;
  /** Undefined where the SQL of the dump is not in the form that we digest. */
  readonly digest: bigint | undefined;
}

/** Every table that differs is told as a warning. Rejects with `rows-differ` for any. */
export async function verifyLoad(run: LoadRun, source: LoadSource): Promise<void> {
  const { facts, main, options, reporter, signal } = run;
  if (source.manifest === undefined)
    throw new TsdumpError('usage', `${source.name} has no index to compare a target with`, {
      hint: '--verify takes a file or directory that tsdump wrote.',
    });
  reporter.phase('verify');
  const settings = { charset: 'utf8mb4', compatible: [], tzUtc: true, skipGipk: false };
  await prepareSession(main, facts, settings);
  const { flavor } = source.manifest.dump.server;
  let different = 0;
  let byCount = 0;
  for (const steps of groupByTable(source.rows)) {
    signal.throwIfAborted();
    const { schema, table } = steps[0] as RowsStep;
    if (!takesRows(options.selection, schema, table)) continue;
    if (isServerSchema(schema) && !options.trusted) continue;
    const fault = await compareTable(run, flavor, steps);
    if (fault === 'counted') byCount++;
    else if (fault !== undefined) {
      different++;
      reporter.warn(`${schema}.${table} is not as in the dump: ${fault}`);
    }
  }
  if (byCount > 0)
    reporter.notice(`of ${byCount} tables only the number of rows could be compared`);
  if (different === 0) return;
  throw new TsdumpError('rows-differ', `${different} tables are not as in ${source.name}`, {
    hint: 'They were changed after the load, or not loaded whole. Each is named above.',
  });
}

function groupByTable(rows: readonly RowsStep[]): RowsStep[][] {
  const groups = new Map<string, RowsStep[]>();
  for (const step of rows) {
    const key = JSON.stringify([step.schema, step.table]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(step);
  }
  return [...groups.values()];
}

/** What differs; `counted` where only the rows were counted, and are right. */
async function compareTable(
  run: LoadRun,
  flavor: Flavor,
  steps: readonly RowsStep[],
): Promise<string | undefined> {
  const { schema, table } = steps[0] as RowsStep;
  const all = (await readColumns(run.main, schema, [table])).get(table);
  if (all === undefined) return 'it is not there';
  const dumped = await sumDump(run, flavor, all, steps);
  const rows = steps.reduce((sum, step) => sum + step.rows, 0);
  try {
    const there = await sumTarget(run, schema, table, dumped.columns);
    run.reporter.loaded(schema, table, rows, 0, 0);
    if (there.rows !== rows) return `it has ${there.rows} rows, the dump ${rows}`;
    if (dumped.sums.digest === undefined) return 'counted';
    if (there.digest === dumped.sums.digest) return undefined;
    return `its ${rows} rows have other values`;
  } catch (error) {
    run.signal.throwIfAborted();
    return `it cannot be read: ${serverMessage(error)}`;
  }
}

async function sumTarget(
  { main }: LoadRun,
  schema: string,
  table: string,
  columns: readonly Column[],
): Promise<{ rows: number; digest: bigint }> {
  const { digest } = buildRowDigest(columns, EXACT);
  const name = `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
  const [row] = await main.query(
    `SELECT COUNT(*) AS n, COALESCE(SUM(${digest}), 0) AS digest FROM ${name}`,
  );
  return { rows: row?.number('n') ?? 0, digest: BigInt(row?.string('digest') ?? '0') };
}

async function sumDump(
  { signal }: LoadRun,
  flavor: Flavor,
  all: readonly Column[],
  steps: readonly RowsStep[],
): Promise<{ sums: Sums; columns: readonly Column[] }> {
  let columns = all.filter((column) => !column.generated);
  let rows = 0;
  let digest: bigint | undefined = 0n;
  for (const step of steps) {
    let open: OpenReader | undefined;
    for await (const item of readStatements(step.read())) {
      signal.throwIfAborted();
      if (item.kind !== 'rows') continue;
      rows += item.rows;
      if (digest === undefined) continue;
      if (open?.head !== item.head) {
        columns = columnsOf(item.head, all);
        open = openReader(flavor, columns, item.head);
      }
      const { reader, sums }: OpenReader = open;
      const before = sums.sum;
      if (item.part === 'whole' || item.part === 'first') reader.add(item.head.text);
      reader.add(item.tuples);
      if (item.part === 'whole' || item.part === 'last') reader.add(END);
      if (reader.faultAt === undefined) digest += sums.sum - before;
      else digest = undefined;
    }
  }
  return { sums: { rows, digest }, columns };
}

function columnsOf({ columns }: InsertHead, all: readonly Column[]): Column[] {
  if (columns === undefined)
    return all.filter(({ generated, invisible }) => !generated && !invisible);
  return columns.flatMap((name) => all.find((column) => column.name === name) ?? []);
}

interface OpenReader {
  readonly head: InsertHead;
  readonly reader: InsertReader;
  readonly sums: RowDigest;
}

function openReader(flavor: Flavor, columns: readonly Column[], head: InsertHead): OpenReader {
  const { binaryIntroducer } = insertStyle(flavor);
  const sums = new RowDigest(buildRowDigest(columns, EXACT).forms);
  const syntax = {
    prefix: head.text,
    rowSeparator: ',',
    breaksLines: true,
    binaryIntroducer,
    storedCharsets: toSelectList(columns, EXACT).map((column) => column.storedCharset),
    hexColumns: columns.map(({ dataType }) => flavor === 'mariadb' && dataType === 'vector'),
  };
  return { head, reader: new InsertReader(syntax, sums), sums };
}
