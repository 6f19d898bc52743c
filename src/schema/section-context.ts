// What every section is written with: frozen values, plus the one way to report an object
// that the server cannot show. No session: that is handed to each writer by itself.

import type { Coordinates } from '../model/coordinates.js';
import type { Format, ReplicationOptions, Selection } from '../model/options.js';
import type { ServerFacts } from '../model/server.js';
import type { Dialect } from './dialect.js';

export interface SectionContext {
  readonly facts: ServerFacts;
  readonly dialect: Dialect;
  readonly format: Format;
  readonly selection: Selection;
  readonly replication: ReplicationOptions;
  readonly coordinates: Coordinates;
  /** The host as it was given, for the header. */
  readonly host: string;
  /** Version of tsdump itself. */
  readonly toolVersion: string;
  /** Reports an object left out, e.g. `view d.v`; makes the exit status 3. */
  readonly skip: (object: string, reason: string) => void;
}
