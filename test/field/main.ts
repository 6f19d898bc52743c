// `npm run field`: every situation on every flavor, a line each. Arguments: numbers to run
// these alone. Exit status 1 when anything is wrong.

import { findServers } from '../support/servers.js';
import { replay, situationsOf } from './replay.js';
import { SITUATIONS } from './situations.js';

const wanted = process.argv.slice(2).map(Number);
const chosen = SITUATIONS.filter(({ number }) => wanted.length === 0 || wanted.includes(number));
let failures = 0;
for (const { flavor } of await findServers()) {
  const situations = situationsOf(chosen, flavor);
  failures += (await replay(flavor, situations, (line) => console.log(line))).length;
}
console.log(`${chosen.length} situations, ${failures} complaints`);
process.exitCode = failures > 0 || chosen.length === 0 ? 1 : 0;
