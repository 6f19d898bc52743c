// Runs situations of one flavor on one server, a line each.

import type { Flavor } from '../../src/model/server.js';
import { startServer } from '../support/servers.js';
import type { Situation } from './situation.js';

/** Returns the complaints, each with its situation in front. */
export async function replay(
  flavor: Flavor,
  situations: readonly Situation[],
  tell: (line: string) => void,
): Promise<string[]> {
  const failures: string[] = [];
  await using server = await startServer(flavor);
  for (const { number, name, run } of situations) {
    const label = `${flavor} ${number}: ${name}`;
    const complaints = await run({ flavor, server }).catch((error: unknown) => [String(error)]);
    tell(
      complaints.length === 0 ? `right   ${label}` : `WRONG   ${label}: ${complaints.join('; ')}`,
    );
    failures.push(...complaints.map((complaint) => `${label}: ${complaint}`));
  }
  return failures;
}

export function situationsOf(all: readonly Situation[], flavor: Flavor): readonly Situation[] {
  return all
    .filter(({ flavors }) => flavors.includes(flavor))
    .toSorted((a, b) => a.number - b.number);
}
