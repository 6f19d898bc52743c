// Plays the demo on each flavor and says at the end whether every sentence was true; the
// exit status says it too.

import type { Flavor } from '../../src/model/server.js';
import { findServers } from '../support/servers.js';
import { playScenario } from './scenario.js';

const FLAVORS: readonly Flavor[] = ['mysql', 'mariadb'];

function readFlavors(words: readonly string[]): readonly Flavor[] {
  const wrong = words.find((word) => !FLAVORS.some((flavor) => flavor === word));
  if (wrong === undefined) return words.length === 0 ? FLAVORS : (words as Flavor[]);
  process.stderr.write(`demo: unknown server ${wrong}; it is mysql or mariadb\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  const flavors = readFlavors(process.argv.slice(2));
  const servers = await findServers();
  for (const flavor of flavors) {
    const binaries = servers.find((server) => server.flavor === flavor);
    if (binaries === undefined) {
      throw new Error(`no ${flavor} server here; test/support/install-servers.sh brings it`);
    }
    await playScenario(flavor);
  }
  process.stdout.write('\nEverything above was checked, and is so.\n');
}

// Exiting stops the servers and removes their folders.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`\nNOT SO: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
