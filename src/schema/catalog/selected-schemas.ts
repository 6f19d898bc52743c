// Resolves what was asked for to names as the server writes them, cheaply and before any
// lock. Every unknown name is refused, all in one message.

import { TsdumpError } from '../../base/errors.js';
import type { Selection } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import type { Session } from '../../mysql/protocol/session.js';
import { quoteIdentifier } from '../../encode/text/quote.js';
import { dialectFor } from '../text/dialect.js';
import { type FoldName, foldNames } from './fold-names.js';
import { type Relation, readRelations } from './relations.js';

/** Not even when named: they hold what the server computes. */
const UNDUMPABLE: readonly string[] = ['information_schema', 'performance_schema'];
const VIRTUAL: readonly string[] = [...UNDUMPABLE, 'sys', 'ndbinfo'];

export interface SelectedSchema {
  readonly name: string;
  readonly listPosition: number;
}

export async function readFoldName(session: Session): Promise<FoldName> {
  const [row] = await session.query('SELECT @@lower_case_table_names AS mode');
  return foldNames(row?.number('mode') !== 0);
}

/**
 * The names of the schemas to dump, in the order of the dump. Rejects with
 * `preflight-refused` if a schema or table asked for is unknown.
 */
export async function readSelectedSchemas(
  session: Session,
  facts: ServerFacts,
  selection: Selection,
): Promise<string[]> {
  const fold = await readFoldName(session);
  const schemas = await resolveSchemas(session, facts, selection, fold);
  const [first] = schemas;
  if (selection.scope.kind === 'tables' && first !== undefined) {
    const relations = await readRelations(session, first.name);
    pickRelations(relations, selection.scope.schema, selection.scope.tables, fold);
  }
  return schemas.map((schema) => schema.name);
}

/** `takesNdbInfo`: a database called ndbinfo where the server has no such engine. */
export async function resolveSchemas(
  session: Session,
  facts: ServerFacts,
  selection: Selection,
  fold: FoldName,
  takesNdbInfo = true,
): Promise<SelectedSchema[]> {
  const rows = await session.query('SHOW DATABASES');
  const names = rows.map((row) => row.stringAt(0));
  const found = names.map((name, listPosition) => ({ name, listPosition }));
  const { scope } = selection;
  const hasNdb = !takesNdbInfo || (await holdsNdbInfo(session, found));
  // A name of the server's own in other letters is somebody else's where case counts.
  const isVirtual = ({ name }: SelectedSchema): boolean => {
    const folded = isComputed(name) ? name.toLowerCase() : fold(name);
    return VIRTUAL.includes(folded) && (hasNdb || folded !== 'ndbinfo');
  };
  const isSystem = ({ name }: SelectedSchema): boolean => fold(name) === 'mysql';
  const ignored = new Set([...selection.ignoreDatabases].map(fold));
  const isWanted = (schema: SelectedSchema): boolean => !ignored.has(fold(schema.name));
  switch (scope.kind) {
    case 'user-schemas':
      return found.filter((s) => !isVirtual(s) && !isSystem(s) && isWanted(s));
    case 'all-databases': {
      const all = found.filter((s) => !isVirtual(s) && isWanted(s));
      if (!dialectFor(facts.flavor).systemSchemaFirst) return all;
      return [...all.filter((s) => isSystem(s)), ...all.filter((s) => !isSystem(s))];
    }
    case 'databases':
      return pickSchemas(found, scope.names, fold).filter(isWanted);
    case 'tables':
      return pickSchemas(found, [scope.schema], fold);
  }
}

/** Those two are found whatever their case. */
function isComputed(name: string): boolean {
  return UNDUMPABLE.includes(name.toLowerCase());
}

/** The cluster engine's own holds its tables and views on them; anybody may call a database so. */
async function holdsNdbInfo(session: Session, found: readonly SelectedSchema[]): Promise<boolean> {
  if (!found.some(({ name }) => name.toLowerCase() === 'ndbinfo')) return false;
  const rows = await session.query('SHOW ENGINES');
  // MySQL lists the engine even where it has none of it.
  return rows.some(
    (row) =>
      row.string('Engine').toLowerCase() === 'ndbinfo' &&
      /^(?:YES|DEFAULT)$/.test(row.string('Support')),
  );
}

/** In the order they were asked for, each once. */
function pickSchemas(
  found: readonly SelectedSchema[],
  wanted: readonly string[],
  fold: FoldName,
): SelectedSchema[] {
  const byName = new Map(found.map((schema) => [fold(schema.name), schema]));
  const picked = new Map<string, SelectedSchema>();
  const missing: string[] = [];
  for (const name of wanted) {
    const schema = byName.get(fold(name));
    if (isComputed(name)) refuseUndumpable(name);
    if (schema === undefined) missing.push(name);
    else picked.set(schema.name, { ...schema, listPosition: picked.size });
  }
  if (missing.length > 0) {
    throw new TsdumpError('preflight-refused', `unknown database: ${listNames(missing)}`, {
      object: missing[0],
      hint:
        'SHOW DATABASES lists what this account may see; a database it has no privilege on' +
        ' looks as if it did not exist.',
    });
  }
  return [...picked.values()];
}

function refuseUndumpable(name: string): never {
  throw new TsdumpError('preflight-refused', `the database ${name} cannot be dumped`, {
    object: name,
    hint: 'It holds no data of its own; the server computes it. Leave it out.',
  });
}

/** In the order they were asked for, each once; all of them where none was named. */
export function pickRelations(
  relations: readonly Relation[],
  schema: string,
  wanted: readonly string[],
  fold: FoldName,
): readonly Relation[] {
  if (wanted.length === 0) return relations;
  const byName = new Map(relations.map((relation) => [fold(relation.name), relation]));
  const picked = new Set<Relation>();
  const missing: string[] = [];
  for (const name of wanted) {
    const relation = byName.get(fold(name));
    if (relation === undefined) missing.push(`${schema}.${name}`);
    else picked.add(relation);
  }
  if (missing.length === 0) return [...picked];
  throw new TsdumpError('preflight-refused', `unknown table: ${listNames(missing)}`, {
    object: missing[0],
    hint:
      `SHOW TABLES FROM ${quoteIdentifier(schema)} lists what this account may see;` +
      ' a table it has no privilege on looks as if it did not exist.',
  });
}

function listNames(names: readonly string[]): string {
  return names.join(', ');
}
