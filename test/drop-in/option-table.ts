// THE option matrix: every option of the real tools with the values it is tried with. Not
// in it: --help and --version (deliberately our own text), --debug (not in released tools).

import type { Flavor } from '../../src/model/server.js';
import { BOTH } from './options-both.js';
import { MARIADB } from './options-mariadb.js';
import { MYSQL } from './options-mysql.js';
import { type Sample, toSample } from './sample.js';

/** Every sample of the flavor, in the table's order. */
export function listSamples(flavor: Flavor): Sample[] {
  return [...BOTH, ...(flavor === 'mysql' ? MYSQL : MARIADB)].map(toSample);
}
