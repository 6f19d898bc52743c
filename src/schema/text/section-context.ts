// What every section is written with: frozen values, plus the one way to report an object
// that the server cannot show. No session: that is handed to each writer by itself.

import type { Coordinates } from '../../model/coordinates.js';
import type { Format, ReplicationOptions, Selection } from '../../model/options.js';
import type { ServerFacts } from '../../model/server.js';
import type { Style } from '../../model/style.js';
import type { Dialect } from './dialect.js';
import type { Names } from './names.js';
import type { ObjectFailure } from './object-failure.js';
import type { Remark } from './remark.js';
import type { TargetSetting } from './target-settings.js';

export interface SectionContext {
  readonly facts: ServerFacts;
  readonly style: Style;
  readonly dialect: Dialect;
  readonly names: Names;
  readonly format: Format;
  readonly selection: Selection;
  readonly replication: ReplicationOptions;
  /** Character set of the connection, as SET NAMES takes it. */
  readonly charset: string;
  /** What a restore is held to; may be empty. */
  readonly settings: readonly TargetSetting[];
  readonly coordinates: Coordinates;
  /** The dump is many files, each of which restores by itself, some at the same time. */
  readonly inFiles: boolean;
  /** The host as it was given, for the header. */
  readonly host: string;
  /** What wrote the dump, as its first comment has it. */
  readonly title: string;
  /**
   * Reports an object the server would not show and returns the reason; the writer goes on
   * without it. Throws where that ends the dump.
   */
  readonly failed: (failure: ObjectFailure) => string;
  /** The rows of a table that shows no columns are not read. */
  readonly leaveOutRows: (table: { readonly schema: string; readonly name: string }) => void;
  /** A view's placeholder was written. */
  readonly sawView: () => void;
  /** `trigger d.t` names its database, and works on it wherever it is restored. */
  readonly namesOwnDatabase: (object: string) => void;
  /** Says where the writer is, to whom that is worth a line. */
  readonly remark: (remark: Remark) => void;
}
