// Everything that can be refused before a load changes anything: what the account may do, what
// the target is, and what is there already. Of a stream only what needs no index.

import { TsdumpError } from '../../base/errors.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import type { ServerFacts } from '../../model/server.js';
import { type Grants, readGrants } from '../../mysql/server/grants.js';
import { RECORD_SCHEMA } from './load-record.js';
import type { LoadRun } from './load-run.js';
import type { LoadSource } from './load-source.js';
import { isServerSchema, takesRelation, takesRows, takesSchema } from './name-filter.js';
import { TargetObjects } from './target-objects.js';

/** So many names are in a message. */
const NAMED_MAX = 5;
const RELATION_KINDS: ReadonlySet<string> = new Set(['table', 'view-placeholder', 'sequence']);
const READ_ONLY_EXEMPT = ['SUPER', 'CONNECTION_ADMIN', 'READ_ONLY ADMIN'];

/** Rejects with `target-refused`; nothing was changed. */
export async function preflight(run: LoadRun, source: LoadSource): Promise<void> {
  const grants = await readGrants(run.main, run.facts);
  await checkWritable(run, grants);
  const schemas = listSchemas(run, source);
  checkPrivileges(run, grants, schemas);
  const relations = listRelations(run, source);
  await checkNames(run, relations);
  await checkExisting(run, relations);
  await noticeLoadData(run);
  await warnOfSettings(run);
  announce(run, source);
}

async function checkWritable({ facts, main }: LoadRun, grants: Grants): Promise<void> {
  const asked = facts.flavor === 'mysql' ? '@@super_read_only' : '0';
  const [row] = await main.query(`SELECT @@GLOBAL.read_only AS isReadOnly, ${asked} AS isForAll`);
  if (isOff(row?.string('isReadOnly'))) return;
  if (isOff(row?.string('isForAll')) && grants.hasGlobal(...READ_ONLY_EXEMPT)) return;
  throw new TsdumpError('target-refused', 'the target is read only', {
    hint: 'Nothing was changed. SET GLOBAL read_only = OFF there, if it is the server you mean.',
  });
}

function isOff(value: string | undefined): boolean {
  return value === undefined || /^(?:0|OFF|)$/i.test(value);
}

function listSchemas({ options }: LoadRun, { manifest, rows }: LoadSource): string[] {
  const named = manifest?.sections.map(({ schema }) => schema) ?? [];
  const all = new Set([...rows.map(({ schema }) => schema), ...named]);
  return [...all].filter(
    (schema): schema is string =>
      schema !== undefined && takesSchema(options.selection, schema) && !isServerSchema(schema),
  );
}

function checkPrivileges(
  { facts, options }: LoadRun,
  grants: Grants,
  schemas: readonly string[],
): void {
  const { definitions } = options.selection;
  const wanted = ['SELECT', 'INSERT', ...(definitions ? ['CREATE', 'DROP', 'ALTER', 'INDEX'] : [])];
  const missing = [...schemas, RECORD_SCHEMA].flatMap((schema) => {
    const needs =
      schema === RECORD_SCHEMA
        ? ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP']
        : wanted;
    const lacks = needs.filter((privilege) => !grants.hasOnSchema(schema, privilege));
    return lacks.length === 0 ? [] : [{ schema, lacks }];
  });
  if (missing.length === 0) return;
  const names = missing.map(({ lacks, schema }) => `${lacks.join(', ')} on ${schema}`);
  throw new TsdumpError('target-refused', `the account ${facts.account} lacks ${nameSome(names)}`, {
    hint: `Nothing was changed. Cure: ${missing.map((each) => toGrant(facts, each)).join(' ')}`,
  });
}

function toGrant(
  { account }: ServerFacts,
  { lacks, schema }: { schema: string; lacks: readonly string[] },
): string {
  return `GRANT ${lacks.join(', ')} ON ${quoteIdentifier(schema)}.* TO ${account};`;
}

interface Relation {
  readonly schema: string;
  readonly name: string;
}

function listRelations({ options }: LoadRun, { manifest }: LoadSource): Relation[] {
  const { selection } = options;
  if (manifest === undefined || !selection.definitions) return [];
  const namesDatabases = manifest.sections.some(({ kind }) => kind === 'database');
  return manifest.sections.flatMap(({ kind, name, schema }) => {
    if (!RELATION_KINDS.has(kind) || name === undefined || schema === undefined) return [];
    const target = namesDatabases ? schema : (options.database ?? schema);
    const isTaken = takesRelation(selection, target, name) && !isServerSchema(target);
    return isTaken ? [{ schema: target, name }] : [];
  });
}

/** Names that differ in case only are one table where the target folds them. */
async function checkNames({ main }: LoadRun, relations: readonly Relation[]): Promise<void> {
  const [row] = await main.query('SELECT @@lower_case_table_names AS folds');
  if (row?.number('folds') === 0) return;
  const seen = new Map<string, Relation>();
  for (const relation of relations) {
    const key = JSON.stringify([relation.schema, relation.name]).toLowerCase();
    const other = seen.get(key);
    if (other !== undefined)
      throw new TsdumpError(
        'target-refused',
        `${show(other)} and ${show(relation)} are one table for the target (lower_case_table_names)`,
        { hint: 'Nothing was changed. Load one of them, with --tables or --ignore-table.' },
      );
    seen.set(key, relation);
  }
}

async function checkExisting(run: LoadRun, relations: readonly Relation[]): Promise<void> {
  if (run.options.onExisting !== 'fail') return;
  const objects = new TargetObjects(run);
  const there: string[] = [];
  for (const relation of relations) {
    const kind = await objects.kindOf(relation.schema, relation.name);
    if (kind !== undefined) there.push(`${kind} ${show(relation)}`);
  }
  if (there.length === 0) return;
  throw new TsdumpError('target-refused', `the target has ${nameSome(there)} already`, {
    hint: 'Nothing was changed. Give --on-existing=skip, drop or truncate, or choose another target.',
  });
}

/** What no session can set, and makes other tables of the dump's definitions, or refuses them. */
async function warnOfSettings({ facts, main, reporter }: LoadRun): Promise<void> {
  const names = ['innodb_default_row_format', 'sql_require_primary_key'];
  const list = names.map((name) => `'${name}'`).join(', ');
  const rows = await main.query(`SHOW SESSION VARIABLES WHERE Variable_name IN (${list})`);
  const values = new Map(rows.map((row) => [row.stringAt(0), row.stringAt(1)]));
  const format = values.get('innodb_default_row_format');
  if (format !== undefined && format.toLowerCase() !== 'dynamic')
    reporter.warn(
      `innodb_default_row_format is ${format} on the target: tables that name no row format become so, and long keys may be refused (1709)`,
    );
  if (values.get('sql_require_primary_key') === 'ON')
    reporter.warn(
      `the target refuses tables without a primary key, and ${facts.account} may not lift that (sql_require_primary_key, SESSION_VARIABLES_ADMIN)`,
    );
}

async function noticeLoadData({ main, options, reporter }: LoadRun): Promise<void> {
  if (!options.loadData) return;
  const [row] = await main.query('SELECT @@GLOBAL.local_infile AS isOn');
  if (/^(?:1|ON)$/i.test(row?.string('isOn') ?? '')) return;
  reporter.notice(
    'local_infile is OFF on the target: rows go in by INSERT, which takes about twice as long (SET GLOBAL local_infile = ON there)',
  );
}

function announce({ options, reporter }: LoadRun, { manifest, rows }: LoadSource): void {
  if (manifest === undefined) return reporter.planned(undefined);
  const taken = rows.filter(({ schema, table }) => takesRows(options.selection, schema, table));
  reporter.planned({
    tables: new Set(taken.map(({ schema, table }) => JSON.stringify([schema, table]))).size,
    rows: taken.reduce((sum, step) => sum + step.rows, 0),
    sqlBytes: taken.reduce((sum, step) => sum + step.sqlBytes, 0),
  });
}

function nameSome(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return names.slice(0, NAMED_MAX).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function show({ name, schema }: Relation): string {
  return `${schema}.${name}`;
}
