// Everything of whatever scope, for tests that call schema/ without a command line.

import type { Selection } from '../../src/model/options.js';

export const WHOLE_SELECTION: Omit<Selection, 'scope'> = {
  ignoreTables: new Set(),
  ignoreTableData: new Set(),
  ignoreDatabases: new Set(),
  where: undefined,
  routines: true,
  events: true,
  triggers: true,
  data: true,
  createInfo: true,
  createDb: true,
  tablespaces: false,
  ignoreViews: false,
  noDataMed: true,
  users: undefined,
  system: new Set(),
  maskingPolicies: false,
  columnStatistics: false,
  dumpHistory: false,
  asOf: undefined,
  copyS3Tables: false,
  orderBySize: false,
};
