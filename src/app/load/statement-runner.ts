// Runs the statements of a dump on the main session, one after the other: what was asked for,
// what the dump is trusted with, and what is there already decide which, and how.

import { TsdumpError } from '../../base/errors.js';
import type { Classified } from '../../engine/statements/classified.js';
import { parseCreateTable } from '../../engine/statements/create-table.js';
import type { ObjectName } from '../../engine/statements/head-cursor.js';
import { splitKeys } from '../../engine/statements/split-keys.js';
import type { SqlStatement } from '../../engine/statements/statement.js';
import { serverErrno } from '../../mysql/protocol/server-error.js';
import { buildDrop } from './load-record.js';
import { describeStatement } from './describe-statement.js';
import type { LoadRun } from './load-run.js';
import { NEEDS_NOTHING } from './statement-kinds.js';
import { preparesKeys } from './load-session.js';
import { withDefiner } from './with-definer.js';
import { isServerSchema, takesPrograms, takesRelation, takesSchema } from './name-filter.js';
import { type RelationKind, TargetObjects } from './target-objects.js';

/** The server says that it is there already: database, table, routine, trigger, event. */
const EXISTS: ReadonlySet<number> = new Set([1007, 1050, 1304, 1359, 1537]);

/** What is added to a table after its rows. */
export interface LateKeys {
  readonly schema: string;
  readonly table: string;
  readonly keys: Uint8Array | undefined;
  /** Once all tables have their keys. */
  readonly foreignKeys: Uint8Array | undefined;
}

type Sql = SqlStatement['sql'];

/** What has to be in the target before a statement runs. */
export type Needs = 'nothing' | 'all' | { readonly schema: string; readonly table: string };

export class StatementRunner {
  readonly #run: LoadRun;
  readonly objects: TargetObjects;
  #schema: string | undefined;
  /** Something may have changed what the session is in since this was set to false. */
  isStateDirty = true;
  /** Relations whose rows and triggers are left out: they were there. */
  readonly #kept = new Set<string>();
  /** Tables that were there and keep nothing but their definition. */
  readonly #emptied = new Set<string>();
  readonly #temporary = new Set<string>();

  constructor(run: LoadRun) {
    this.#run = run;
    this.objects = new TargetObjects(run);
  }

  /** The database that names without one are in. */
  get schema(): string | undefined {
    return this.#schema;
  }

  /** Makes `schema` the current one. */
  async enter(schema: string): Promise<void> {
    if (this.#schema === schema) return;
    await this.#run.main.enterSchema(schema);
    this.#schema = schema;
  }

  /** Only this session has it: its rows are for it to insert. */
  hasTemporary(schema: string, table: string): boolean {
    return this.#temporary.has(keyOf(schema, table));
  }

  /** False where the table was there and is left as it is, or is none of the dump's. */
  takesRowsOf(schema: string, table: string): boolean {
    const key = keyOf(schema, table);
    if (this.#kept.has(key)) return false;
    const isOurs = this.objects.isMade(schema, table) || this.#emptied.has(key);
    if (isOurs || !this.#run.options.selection.definitions) return true;
    this.#run.reporter.skipOnce(
      `rows of ${schema}.${table}`,
      'the dump does not define it (--no-create-info loads rows into what is there)',
    );
    return false;
  }

  needs(facts: Classified): Needs {
    if (NEEDS_NOTHING.has(facts.class)) return 'nothing';
    const isOfTrigger = facts.class === 'create-trigger' || facts.class === 'drop-trigger';
    if (isOfTrigger && facts.table !== undefined) return this.#nameOf(facts.table);
    return 'all';
  }

  /**
   * Resolves with the indexes that are to follow the rows. `inDoubt`: an earlier run may have
   * run it already.
   */
  async run(
    statement: SqlStatement,
    facts: Classified,
    inDoubt: boolean,
  ): Promise<LateKeys | undefined> {
    const { sql } = statement;
    const [object] = facts.objects;
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the rest needs trust
    switch (facts.class) {
      // Each batch of rows is a transaction of its own.
      case 'lock':
      case 'unlock':
      case 'transaction':
      case 'alter-keys':
      case 'empty':
        return undefined;
      case 'set-session':
        // The load decides for all of its sessions whether it is logged.
        if (facts.variables?.includes('SQL_LOG_BIN') === true) return undefined;
        this.isStateDirty = true;
        return await this.#execute(sql);
      case 'use':
        return await this.#use(object?.name.text ?? '');
      case 'create-database':
        return await this.#createDatabase(sql, object?.name.text ?? '');
      case 'drop-database':
        return await this.#dropDatabase(sql, object?.name.text ?? '');
      case 'alter-database':
        return await this.#alterDatabase(sql, object?.name.text ?? this.#schema ?? '');
      case 'drop-table':
      case 'drop-view':
      case 'drop-sequence':
        return await this.#dropRelation(sql, facts);
      case 'create-table':
        return await this.#createTable(statement, facts, inDoubt);
      case 'create-view':
        return await this.#createRelation(
          'view',
          withDefiner(sql, facts, this.#run.options.definer),
          facts,
          inDoubt,
        );
      case 'create-sequence':
        return await this.#createRelation('sequence', sql, facts, inDoubt);
      case 'sequence-value':
      case 'alter-table':
      case 'insert':
      case 'create-index':
        return await this.#changeRelation(sql, facts);
      case 'create-trigger':
      case 'drop-trigger':
      case 'create-routine':
      case 'drop-routine':
      case 'create-package':
      case 'drop-package':
      case 'create-library':
      case 'drop-library':
      case 'create-event':
      case 'drop-event':
      case 'alter-event':
        return await this.#runProgram(sql, facts, inDoubt);
      case 'gtid-purged':
        return await this.#setGtids(sql);
      default:
        return await this.#runTrusted(sql, facts);
    }
  }

  /** In the database that is current where it names none. */
  #nameOf({ name, schema }: ObjectName): { readonly schema: string; readonly table: string } {
    return { schema: schema?.text ?? this.#schema ?? '', table: name.text };
  }

  /** The same of one that an earlier run has run. */
  async recall(statement: SqlStatement, facts: Classified): Promise<LateKeys | undefined> {
    if (facts.class !== 'create-table') return undefined;
    const { onExisting } = this.#run.options;
    const { schema, table } = this.#firstOf(facts);
    if (!this.#isWanted(schema, table)) return undefined;
    const there = await this.objects.kindOf(schema, table);
    if (there !== undefined && onExisting === 'skip') this.#kept.add(keyOf(schema, table));
    if (there !== undefined && onExisting === 'truncate') this.#emptied.add(keyOf(schema, table));
    return there === undefined ? this.#toLateKeys(statement, schema, table)?.late : undefined;
  }

  async #execute(sql: Sql): Promise<undefined> {
    await this.#run.main.execute(Buffer.from(sql.buffer, sql.byteOffset, sql.byteLength));
    return undefined;
  }

  async #use(schema: string): Promise<undefined> {
    if (takesSchema(this.#run.options.selection, schema)) {
      await this.#run.main.enterSchema(schema);
    }
    this.#schema = schema;
    return undefined;
  }

  async #alterDatabase(sql: Sql, schema: string): Promise<undefined> {
    if (!takesSchema(this.#run.options.selection, schema) || isServerSchema(schema))
      return undefined;
    return await this.#execute(sql);
  }

  #firstOf({ objects }: Classified): { readonly schema: string; readonly table: string } {
    const [first] = objects;
    return first === undefined ? { schema: '', table: '' } : this.#nameOf(first);
  }

  async #createDatabase(sql: Sql, schema: string): Promise<undefined> {
    const { selection } = this.#run.options;
    if (!takesSchema(selection, schema)) return undefined;
    if (await this.objects.hasSchema(schema)) return undefined;
    await this.objects.making({ kind: 'database', schema });
    try {
      await this.#execute(sql);
    } catch (error) {
      if (serverErrno(error) !== 1007) throw error;
    }
    return undefined;
  }

  /** Others' tables may be in it: only who asks for it loses them. */
  async #dropDatabase(sql: Sql, schema: string): Promise<undefined> {
    const { onExisting, selection } = this.#run.options;
    if (onExisting !== 'drop' || !takesPrograms(selection, schema)) return undefined;
    if (isServerSchema(schema)) return undefined;
    return await this.#execute(sql);
  }

  /** What was there before the load is dropped where it is created anew, if at all. */
  async #dropRelation(sql: Sql, { objects }: Classified): Promise<undefined> {
    const names = objects.map((object) => this.#nameOf(object));
    const isOurs = names.every(({ schema, table }) => this.objects.isMade(schema, table));
    return isOurs && names.length > 0 ? await this.#execute(sql) : undefined;
  }

  async #createTable(
    statement: SqlStatement,
    facts: Classified,
    inDoubt: boolean,
  ): Promise<LateKeys | undefined> {
    const { schema, table } = this.#firstOf(facts);
    if (facts.isTemporary === true) {
      this.#temporary.add(keyOf(schema, table));
      return await this.#execute(statement.sql);
    }
    if (!(await this.#admit('table', schema, table, inDoubt))) return undefined;
    const split = this.#toLateKeys(statement, schema, table);
    await this.#execute(split?.create ?? statement.sql);
    return split?.late;
  }

  #toLateKeys(
    { rules, sql }: SqlStatement,
    schema: string,
    table: string,
  ): { readonly create: Sql; readonly late: LateKeys } | undefined {
    const { defersIndexes, selection } = this.#run.options;
    const parsed = defersIndexes && selection.rows ? parseCreateTable(sql, rules) : undefined;
    const split = parsed === undefined ? undefined : splitKeys(parsed);
    if (split === undefined) return undefined;
    const { addForeignKeys: foreignKeys, addKeys: keys, create } = split;
    return { create, late: { schema, table, keys, foreignKeys } };
  }

  async #createRelation(
    kind: RelationKind,
    sql: Sql,
    facts: Classified,
    inDoubt: boolean,
  ): Promise<undefined> {
    const { schema, table } = this.#firstOf(facts);
    if (await this.#admit(kind, schema, table, inDoubt)) await this.#execute(sql);
    return undefined;
  }

  /** Whether it is to be created; what is in its way is gone then. */
  async #admit(
    kind: RelationKind,
    schema: string,
    name: string,
    inDoubt: boolean,
  ): Promise<boolean> {
    const { definitions, onExisting } = { ...this.#run.options, ...this.#run.options.selection };
    if (!definitions || !this.#isWanted(schema, name)) return false;
    const there = await this.objects.kindOf(schema, name);
    if (inDoubt && there === undefined) {
      for (const made of ['table', 'view', 'sequence'] as const) {
        const drop = buildDrop({ kind: made, schema, name });
        await this.#run.main.execute(drop).catch(() => undefined);
      }
    }
    if (there === undefined) {
      await this.objects.making({ kind, schema, name });
      return true;
    }
    switch (onExisting) {
      case 'fail':
        throw alreadyThere(`${there} ${schema}.${name}`);
      case 'skip':
        this.#kept.add(keyOf(schema, name));
        this.#run.reporter.notice(
          `${there} ${schema}.${name} is there already and is left as it is`,
        );
        return false;
      case 'truncate':
        if (kind === 'table' && there === 'table') {
          const drop = buildDrop({ kind: there, schema, name });
          await this.#run.main.execute(drop.replace('DROP TABLE IF EXISTS', 'TRUNCATE TABLE'));
          this.#emptied.add(keyOf(schema, name));
          return false;
        }
        break;
      case 'drop':
        break;
    }
    await this.#run.main.execute(buildDrop({ kind: there, schema, name }));
    await this.objects.making({ kind, schema, name });
    return true;
  }

  #isWanted(schema: string, name: string): boolean {
    const { selection, trusted } = this.#run.options;
    if (!takesRelation(selection, schema, name)) return false;
    if (!isServerSchema(schema) || trusted) return true;
    this.#refuse(`database ${schema}`, 'it is the server’s own');
    return false;
  }

  async #changeRelation(sql: Sql, facts: Classified): Promise<undefined> {
    const { schema, table } =
      facts.table === undefined ? this.#firstOf(facts) : this.#nameOf(facts.table);
    if (!this.#isWanted(schema, table) || !this.takesRowsOf(schema, table)) return undefined;
    return await this.#execute(sql);
  }

  async #runProgram(sql: Sql, facts: Classified, inDoubt: boolean): Promise<undefined> {
    const { onExisting, selection } = this.#run.options;
    const { schema, table: name } = this.#firstOf(facts);
    if (!selection.definitions || !this.#takesProgram(schema, facts)) return undefined;
    if (facts.class.startsWith('drop-'))
      return onExisting === 'drop' ? await this.#execute(sql) : undefined;
    try {
      return await this.#execute(withDefiner(sql, facts, this.#run.options.definer));
    } catch (error) {
      if (!EXISTS.has(serverErrno(error) ?? 0)) throw error;
      const what = `${facts.class.replace('create-', '')} ${schema}.${name}`;
      if (inDoubt) return undefined;
      if (onExisting === 'fail') throw alreadyThere(what);
      this.#run.reporter.notice(`${what} is there already and is left as it is`);
      return undefined;
    }
  }

  #takesProgram(schema: string, { table }: Classified): boolean {
    const { selection, trusted } = this.#run.options;
    if (table !== undefined) {
      const of = this.#nameOf(table);
      return this.#isWanted(of.schema, of.table) && this.takesRowsOf(of.schema, of.table);
    }
    return takesPrograms(selection, schema) && (!isServerSchema(schema) || trusted);
  }

  async #setGtids(sql: Sql): Promise<undefined> {
    const { options, reporter, takesGtids } = this.#run;
    if (takesGtids) return await this.#execute(sql);
    if (options.gtidPurged === 'auto' && !isPart(options))
      reporter.notice(
        'the GTIDs of the dump are left out: the target has some of its own, or none at all (--set-gtid-purged=on sets them)',
      );
    return undefined;
  }

  async #runTrusted(sql: Sql, facts: Classified): Promise<undefined> {
    if (preparesKeys(sql)) return undefined;
    if (this.#run.options.trusted) return await this.#execute(sql);
    this.#refuse(describeStatement(sql, facts), 'the dump is not trusted with it');
    return undefined;
  }

  #refuse(what: string, reason: string): void {
    this.#run.reporter.skipOnce(what, `${reason} (--trusted)`);
  }
}

function isPart({ selection }: LoadRun['options']): boolean {
  return selection.only.length > 0 || selection.ignored.length > 0;
}

function alreadyThere(what: string): TsdumpError {
  return new TsdumpError('target-refused', `${what} is there already`, {
    hint: 'Give --on-existing=skip, drop or truncate, or choose another target.',
  });
}

function keyOf(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}
