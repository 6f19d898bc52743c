// What a dump of a table's rows cannot carry, or not for certain: named before they are read.

import type { Table } from '../../model/catalog.js';
import type { RunContext } from '../run/run-context.js';
import { warnOfJson } from './warn-of-json.js';
import { warnOfLabels } from './warn-of-labels.js';
import { warnOfZone } from './warn-of-zone.js';

export async function warnOfValues(run: RunContext, table: Table): Promise<void> {
  warnOfLabels(run.narrator, table);
  await warnOfJson(run, table);
  await warnOfZone(run, table);
}
