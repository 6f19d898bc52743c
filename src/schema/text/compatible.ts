// What the modes of `--compatible` leave out, besides what the server leaves out under them
// as sql_mode. Pure.

import type { Format } from '../../model/options.js';

/** Servers before 4.1 knew one character set: nothing is said of it. */
export function hasNoCharsets({ compatible }: Pick<Format, 'compatible'>): boolean {
  return compatible.includes('MYSQL323') || compatible.includes('MYSQL40');
}
