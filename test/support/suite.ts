// One suite, each flavor. A server that is not there is never passed over in silence:
// its suite fails in CI and is a loud skip elsewhere.

import { describe, test } from 'node:test';
import type { Flavor } from '../../src/model/server.js';
import { findServers } from './servers.js';

const FLAVORS: readonly Flavor[] = ['mysql', 'mariadb'];

const present = new Set((await findServers()).map((server) => server.flavor));

/** Registers the suite once per flavor, under the flavor's name. */
export function forEachFlavor(register: (flavor: Flavor) => void): void {
  for (const flavor of FLAVORS) {
    if (present.has(flavor)) describe(flavor, () => register(flavor));
    else registerMissing(flavor);
  }
}

function registerMissing(flavor: Flavor): void {
  const message = `NO ${flavor.toUpperCase()} SERVER HERE: its tests did not run (test/support/install-servers.sh brings it)`;
  process.stderr.write(`\n*** ${message} ***\n\n`);
  if (process.env['CI']) {
    test(`${flavor}: a server to test against`, () => {
      throw new Error(message);
    });
  } else {
    test(`${flavor}: ${message}`, { skip: message }, () => undefined);
  }
}
