// Names the ENUM and SET columns whose labels the server shows with a `?`: perhaps a character
// of four bytes, which no definition of it holds.

import type { Table } from '../../model/catalog.js';
import { hasUnshownLabel } from '../../plan/select-list.js';
import type { Narrator } from '../run/reporter.js';

export function warnOfLabels(narrator: Narrator, { columns, name, schema }: Table): void {
  for (const column of columns.filter(hasUnshownLabel)) {
    narrator.warn(
      `a label of ${schema}.${name}.${column.name} is shown with a ?, which may stand for a character that` +
        ' the server cannot show: its rows are dumped as numbers, and come back with the label as it is shown',
    );
  }
}
