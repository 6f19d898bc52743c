// Servers of the comparison: what changes by itself between two dumps is switched off, and so is all waiting for
// the disk.

import type { Flavor } from '../../src/model/server.js';

export const COMPARED_SERVER_ARGS: Readonly<Record<Flavor, readonly string[]>> = {
  mysql: [
    '--innodb-flush-method=nosync',
    '--innodb-stats-auto-recalc=OFF',
    '--federated',
    '--lower-case-table-names=0',
  ],
  mariadb: [
    '--innodb-flush-method=nosync',
    '--sync-frm=OFF',
    '--innodb-stats-auto-recalc=OFF',
    '--plugin-maturity=unknown',
  ],
};
