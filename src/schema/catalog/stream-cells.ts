// Large answers of information_schema, one row at a time: a schema of tens of thousands of
// tables has a million columns, too many to hold as rows.

import { readLengthEncoded } from '../../mysql/protocol/result-column.js';
import type { Session } from '../../mysql/protocol/session.js';

const NULL_CELL = 0xfb;

/** `onRow` sees the cells as text; the array is not reused. */
export async function streamCells(
  session: Session,
  sql: string,
  onRow: (cells: readonly (string | null)[]) => void,
): Promise<void> {
  let width = 0;
  await session.stream(sql, {
    columns(columns) {
      width = columns.length;
    },
    row(bytes, start, end) {
      const cells: (string | null)[] = [];
      for (let at = start; cells.length < width; ) {
        if (bytes[at] === NULL_CELL) {
          cells.push(null);
          at++;
        } else {
          const cell = readLengthEncoded(bytes, at, end);
          cells.push(bytes.toString(session.text, cell.start, cell.end));
          at = cell.end;
        }
      }
      onRow(cells);
      return undefined;
    },
  });
}
