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
    if (this.#style.stopsAtObjects) {
      await this.#enterAsStock(schema, schema.lockable);
    } else if (this.#lock) {
      await this.#lockTables(await this.#lockableNames(schema));
    }
  }

  async leaveSchema(): Promise<void> {
    if (this.#lock) await this.#context.control.execute('UNLOCK TABLES');
  }

  async enterViews(schema: Schema): Promise<void> {
    if (!this.#style.stopsAtObjects) return;
    const sequences = new Set(schema.sequences.map(({ name }) => name));
    await this.#enterAsStock(
      schema,
      schema.lockable.filter((name) => !sequences.has(name)),
    );
  }

  async leaveViews(): Promise<void> {
    if (this.#style.stopsAtObjects) await this.leaveSchema();
  }

  /** Each failure is one of its own, and the dump may go on. */
  async #enterAsStock(schema: Schema, names: readonly string[]): Promise<void> {
    const { control, failures, options } = this.#context;
    const attempt = async (doing: string, action: () => Promise<void>): Promise<void> => {
      try {
        await action();
      } catch (error) {
        failures.objectFailed(gotError(this.#dialect, `schema ${schema.name}`, doing, error));
      }
    };
    await control.execute(`USE ${quoteIdentifier(schema.name)}`);
    const isList = schema.listed;
    const locks = isList ? !isComputed(schema.name) : names.length > 0;
    if (this.#lock && locks) {
      const doing = isList ? 'when doing LOCK TABLES' : 'when using LOCK TABLES';
      await attempt(doing, () => this.#lockTables(names.map(this.#names.quote)));
    }
    if (options.window.flushLogs) {
      await attempt('when doing refresh', () => control.execute('FLUSH /*!40101 LOCAL */ LOGS'));
    }
  }

  async #lockTables(names: readonly string[]): Promise<void> {
    const list = names.map((name) => `${name} READ /*!32311 LOCAL */`);
    const { control } = this.#context;
    if (names.length > 0) await control.execute(`LOCK TABLES ${list.join(',')}`);
    // Of a list of tables none of which is there, the stock tools send what is left of it.
    else if (this.#style.stopsAtObjects) await control.execute('LOCK TABLES');
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

function isComputed(schema: string): boolean {
  return ['information_schema', 'performance_schema'].includes(schema.toLowerCase());
}
