// --lock-tables: the tables of one schema at a time, as mysqldump does it; rows of
// different schemas are of different moments. --skip-lock-tables: nothing at all.

import { quoteIdentifier } from '../encode/identifier.js';
import type { Schema } from '../model/catalog.js';
import type { Coordinates } from '../model/coordinates.js';
import { type Style, styleFor } from '../model/style.js';
import { readCoordinates } from '../mysql/coordinates.js';
import { type Dialect, dialectFor } from '../schema/dialect.js';
import { type Names, namesFor } from '../schema/names.js';
import { isObjectError } from '../schema/object-failure.js';
import { gotError } from '../schema/stock-words.js';
import { within } from './server-changes.js';
import { quiesce, type Window, type WindowContext } from './window.js';

export async function openTableLockWindow(context: WindowContext, lock: boolean): Promise<Window> {
  const coordinates = await readCoordinates(context.control, context.facts);
  return new TableLockWindow(context, lock, coordinates);
}

class TableLockWindow implements Window {
  readonly mode: string;
  readonly openedMs = undefined;
  readonly coordinates: Coordinates;
  readonly #context: WindowContext;
  readonly #lock: boolean;
  readonly #style: Style;
  readonly #dialect: Dialect;
  readonly #names: Names;

  constructor(context: WindowContext, lock: boolean, coordinates: Coordinates) {
    this.#context = context;
    this.#lock = lock;
    this.#style = styleFor(context.options.personality);
    this.#dialect = dialectFor(this.#style.drop?.flavor ?? context.facts.flavor);
    this.#names = namesFor(context.options.format);
    this.mode = lock ? 'lock-tables' : 'none';
    this.coordinates = coordinates;
  }

  async enterSchema(schema: Schema): Promise<void> {
    if (!this.#lock) return;
    const { control, failures } = this.#context;
    const names = this.#style.stopsAtObjects
      ? listNames(schema).map(this.#names.quote)
      : await this.#lockableNames(schema);
    if (names.length === 0) return;
    const list = names.map((name) => `${name} READ /*!32311 LOCAL */`);
    try {
      await control.execute(`LOCK TABLES ${list.join(', ')}`);
    } catch (error) {
      if (!this.#style.stopsAtObjects) throw error;
      const object = `lock on the tables of ${schema.name}`;
      failures.objectFailed(gotError(this.#dialect, object, 'when using LOCK TABLES', error));
    }
  }

  async leaveSchema(): Promise<void> {
    if (this.#lock) await this.#context.control.execute('UNLOCK TABLES');
  }

  async leaveTable(): Promise<void> {}

  async close(): Promise<undefined> {
    await quiesce(this.#context);
    const { control } = this.#context;
    if (control.alive)
      await within(control.execute('UNLOCK TABLES')).catch(() => control.destroy());
  }

  /** One invalid view would make the whole LOCK TABLES fail: each view is tried first. */
  async #lockableNames(schema: Schema): Promise<string[]> {
    const { control } = this.#context;
    const qualify = (name: string): string =>
      `${quoteIdentifier(schema.name)}.${quoteIdentifier(name)}`;
    const names = schema.sequences.map((sequence) => qualify(sequence.name));
    for (const relation of schema.relations) {
      const object = relation.kind === 'table' ? relation.table : relation.view;
      const name = qualify(object.name);
      if (relation.kind === 'view') {
        try {
          await control.execute(`LOCK TABLES ${name} READ`);
        } catch (error) {
          // Invalid, or its definer is gone: reported when it is written.
          if (isObjectError(error)) continue;
          throw error;
        }
      }
      names.push(name);
    }
    return names;
  }
}

/** Every name that LOCK TABLES takes, in list order. */
function listNames(schema: Schema): string[] {
  const relations = schema.relations.map((relation) =>
    relation.kind === 'table' ? relation.table.name : relation.view.name,
  );
  return [...schema.sequences.map(({ name }) => name), ...relations];
}
