// --lock-tables: the tables of one schema at a time, as mysqldump does it; rows of
// different schemas are of different moments. --skip-lock-tables: nothing at all.

import { quoteIdentifier } from '../../encode/text/quote.js';
import type { Schema } from '../../model/catalog.js';
import type { Coordinates } from '../../model/coordinates.js';
import { NO_PROOF, type Proof } from '../../mysql/server/chunk-check.js';
import { readCoordinates } from '../../mysql/server/coordinates.js';
import { isObjectError } from '../../schema/text/object-failure.js';
import { quiesce } from './control.js';
import type { Window } from '../run/window.js';
import type { RunContext } from '../run/run-context.js';
import { within } from '../../mysql/server/other-session.js';

export async function openTableLockWindow(context: RunContext, lock: boolean): Promise<Window> {
  const coordinates = await readCoordinates(context.control, context.facts);
  await context.crew?.connected();
  return new TableLockWindow(context, lock, coordinates);
}

class TableLockWindow implements Window {
  readonly mode: string;
  readonly openedMs = undefined;
  readonly proof: Proof = NO_PROOF;
  readonly coordinates: Coordinates;
  readonly #context: RunContext;
  readonly #lock: boolean;

  constructor(context: RunContext, lock: boolean, coordinates: Coordinates) {
    this.#context = context;
    this.#lock = lock;
    this.mode = lock ? 'lock-tables' : 'none';
    this.coordinates = coordinates;
  }

  async enterSchema(schema: Schema): Promise<void> {
    if (!this.#lock) return;
    const names = await this.#lockableNames(schema);
    if (names.length === 0) return;
    const list = names.map((name) => `${name} READ /*!32311 LOCAL */`);
    await this.#context.control.execute(`LOCK TABLES ${list.join(', ')}`);
  }

  async leaveSchema(): Promise<void> {
    if (this.#lock) await this.#context.control.execute('UNLOCK TABLES');
  }

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
