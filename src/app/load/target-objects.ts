// What is in the target's databases: what was there before the load, and what the load made.

import { foldNames } from '../../schema/catalog/fold-names.js';
import { quoteString } from '../../encode/text/quote.js';
import type { MadeObject } from './load-record.js';
import type { LoadRun } from './load-run.js';

export type RelationKind = 'table' | 'view' | 'sequence';

export class TargetObjects {
  readonly #run: Pick<LoadRun, 'main' | 'record'>;
  /** Relations that were there before the load, by database. */
  readonly #relations = new Map<string, ReadonlyMap<string, RelationKind>>();
  readonly #made = new Set<string>();
  #schemas: Set<string> | undefined;
  #fold: ((name: string) => string) | undefined;

  constructor(run: Pick<LoadRun, 'main' | 'record' | 'unfinished'>) {
    this.#run = run;
    for (const object of run.unfinished?.made ?? []) this.#made.add(toKey(object));
  }

  async hasSchema(schema: string): Promise<boolean> {
    return (await this.#readSchemas()).has(await this.#toName(schema));
  }

  /** What was there under this name before the load. */
  async kindOf(schema: string, name: string): Promise<RelationKind | undefined> {
    if (this.isMade(schema, name)) return undefined;
    const relations = await this.#readRelations(await this.#toName(schema));
    return relations.get(await this.#toName(name));
  }

  isMade(schema: string, name: string): boolean {
    return this.#made.has(toKey({ schema, name }));
  }

  /** It is about to be made by this load. */
  async making(object: MadeObject): Promise<void> {
    const key = toKey(object);
    if (this.#made.has(key)) return;
    await this.#run.record.making(object);
    this.#made.add(key);
  }

  async #toName(name: string): Promise<string> {
    if (this.#fold === undefined) {
      const [row] = await this.#run.main.query('SELECT @@lower_case_table_names AS folds');
      this.#fold = foldNames(row?.number('folds') !== 0);
    }
    return this.#fold(name);
  }

  async #readSchemas(): Promise<ReadonlySet<string>> {
    if (this.#schemas === undefined) {
      const rows = await this.#run.main.query('SHOW DATABASES');
      const names = await Promise.all(rows.map(async (row) => await this.#toName(row.stringAt(0))));
      this.#schemas = new Set(names);
    }
    return this.#schemas;
  }

  async #readRelations(schema: string): Promise<ReadonlyMap<string, RelationKind>> {
    const known = this.#relations.get(schema);
    if (known !== undefined) return known;
    const rows = await this.#run.main.query(
      'SELECT TABLE_NAME AS name, TABLE_TYPE AS kind FROM information_schema.TABLES' +
        ` WHERE TABLE_SCHEMA = ${quoteString(schema)}`,
    );
    const relations = new Map<string, RelationKind>();
    for (const row of rows)
      relations.set(await this.#toName(row.string('name')), toKind(row.string('kind')));
    this.#relations.set(schema, relations);
    return relations;
  }
}

function toKind(type: string): RelationKind {
  if (type.endsWith('VIEW')) return 'view';
  return type === 'SEQUENCE' ? 'sequence' : 'table';
}

function toKey({ name, schema }: { schema: string; name?: string | undefined }): string {
  return JSON.stringify([schema, name ?? null]);
}
