// One suite, each flavor, or each kind of cluster. A server that is not there is never passed
// over in silence: its suite fails in CI and is a loud skip elsewhere.

import { describe, test } from 'node:test';
import type { Flavor } from '../../src/model/server.js';
import { findServers } from './servers.js';

const FLAVORS: readonly Flavor[] = ['mysql', 'mariadb'];

const servers = await findServers();
const present = new Set(servers.map((server) => server.flavor));

/** Registers the suite once per flavor, under the flavor's name. */
export function forEachFlavor(register: (flavor: Flavor) => void): void {
  for (const flavor of FLAVORS) {
    if (present.has(flavor)) describe(flavor, () => register(flavor));
    else registerMissing(flavor, `${flavor} server`);
  }
}

/** The same for suites that need a cluster: Group Replication on MySQL, Galera on MariaDB. */
export function forEachCluster(register: (flavor: Flavor) => void): void {
  for (const flavor of FLAVORS) {
    const server = servers.find((one) => one.flavor === flavor);
    if (server !== undefined && (flavor === 'mysql' || server.galera !== undefined)) {
      describe(`${flavor} cluster`, () => register(flavor));
    } else {
      registerMissing(flavor, `${flavor} cluster`);
    }
  }
}

function registerMissing(flavor: Flavor, what: string): void {
  const message = `NO ${what.toUpperCase()} HERE: its tests did not run (test/support/install-servers.sh brings it)`;
  process.stderr.write(`\n*** ${message} ***\n\n`);
  if (process.env['CI']) {
    test(`${flavor}: a server to test against`, () => {
      throw new Error(message);
    });
  } else {
    test(`${flavor}: ${message}`, { skip: message }, () => undefined);
  }
}
