// What a lane is asked to do with one chunk: plain data, for whatever carries it.

import type { ChunkTask } from '../../model/chunk.js';
import type { DefinitionMark, Proof } from '../../mysql/server/chunk-check.js';
import type { RowLayout } from './row-writer.js';

/** All a lane needs: plain data. */
export interface ChunkWork {
  readonly task: ChunkTask;
  readonly layout: RowLayout;
  /** SQL around the rows. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly proof: Proof;
  /** Of the table's definition, where the proof is to look at it. */
  readonly mark: DefinitionMark | undefined;
  /** Where the server refuses to read the rows the dump goes on without them. */
  readonly mayFail: boolean;
}
