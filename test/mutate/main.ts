// `npm run mutate`: makes every check in app/, engine/ and mysql/ useless, one at a time, and
// runs the tests that come by there until one fails. What survives needs a test, or a reason
// in accepted.ts. Arguments are rooms or files of src, and with --tests words of test files.
// Not part of the suite: a whole run takes hours.

import { parseArgs } from 'node:util';
import { ACCEPTED } from './accepted.js';
import type { Mutant } from './mutants.js';
import { Workshop } from './workshop.js';

const ROOMS = ['app/', 'engine/', 'mysql/'];
/** A test that takes much longer than it does has met its mutant. */
const PATIENCE = 4;
const SECONDS_MIN = 20;
const TRACE_SECONDS = 900;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { tests: { type: 'string', multiple: true } },
});
const rooms = positionals.length > 0 ? positionals : ROOMS;
const workshop = new Workshop();
const mutants = workshop.listSources(rooms).flatMap((file) => workshop.listMutants(file));
console.log(`${mutants.length} mutants in ${rooms.join(' ')}`);

/** By mutant, the tests that run its code, and how long each takes. */
const tests = new Map<Mutant, { readonly test: string; readonly seconds: number }[]>();
for (const test of workshop.listTests(values.tests ?? [])) {
  const [{ passed, seconds }, ran] = await workshop.trace(test, TRACE_SECONDS);
  if (!passed) {
    console.log(`not used, fails without a mutant: ${test}`);
    continue;
  }
  const reached = mutants.filter(({ file, start }) => ran(file, start));
  console.log(`${test}: ${seconds.toFixed(1)} s, ${reached.length} mutants`);
  for (const mutant of reached)
    tests.set(mutant, [...(tests.get(mutant) ?? []), { test, seconds }]);
}

async function findKiller(mutant: Mutant): Promise<string | undefined> {
  const quickest = (tests.get(mutant) ?? []).toSorted((a, b) => a.seconds - b.seconds);
  return await workshop.with(mutant, async () => {
    for (const { test, seconds } of quickest) {
      const limit = Math.ceil(Math.max(SECONDS_MIN, PATIENCE * seconds));
      if (!(await workshop.run(test, limit)).passed) return test;
    }
    return undefined;
  });
}

const reasons = new Map(ACCEPTED.map((accepted) => [toName(accepted), accepted.reason]));
const count = { killed: 0, accepted: 0, survived: 0, unreached: 0 };
for (const mutant of mutants) {
  const name = toName(mutant);
  const place = `${mutant.file}:${mutant.line} ${mutant.text} -> ${mutant.replacement}`;
  const killer = await findKiller(mutant);
  const isAccepted = reasons.has(name);
  if (killer !== undefined) {
    count.killed++;
    console.log(`killed   ${place}, by ${killer}`);
    if (isAccepted) console.log(`STALE    ${name}: it is killed`);
    else continue;
    count.survived++;
  } else if (isAccepted) {
    count.accepted++;
  } else {
    const isReached = tests.has(mutant);
    count[isReached ? 'survived' : 'unreached']++;
    console.log(`${isReached ? 'SURVIVED' : 'NO TEST '} ${place}`);
  }
}
const names = new Set(mutants.map(toName));
const gone = ACCEPTED.filter(
  (accepted) =>
    rooms.some((room) => accepted.file.startsWith(room)) && !names.has(toName(accepted)),
);
for (const { file, text } of gone) console.log(`STALE    ${file} ${text}: there is no such mutant`);
console.log(JSON.stringify(count));
process.exitCode = count.survived + count.unreached + gone.length > 0 ? 1 : 0;

function toName({ file, text }: { readonly file: string; readonly text: string }): string {
  return `${file} ${text}`;
}
