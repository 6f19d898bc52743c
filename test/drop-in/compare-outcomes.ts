// From two outcomes to a verdict: equal, explained by the table of deliberate differences,
// or different.

import type { Difference, DropInCase, Outcome, Verdict } from './case.js';
import { DELIBERATE } from './deliberate.js';

export function judge(one: DropInCase, real: Outcome, ours: Outcome): Verdict {
  if (real.timedOut) return { kind: 'skipped' };
  const differences = listDifferences(real, ours);
  if (differences.length === 0) return { kind: 'equal' };
  const names = new Set<string>();
  for (const difference of differences) {
    const entry = DELIBERATE.find((candidate) => candidate.explains(difference, one, real));
    if (entry === undefined) return { kind: 'different', differences };
    names.add(entry.name);
  }
  return { kind: 'deliberate', names: [...names] };
}

export function listDifferences(real: Outcome, ours: Outcome): Difference[] {
  const channels: Difference[] = [
    { channel: 'status', real: real.code, ours: ours.code },
    { channel: 'stderr', real: real.stderr, ours: ours.stderr },
    { channel: 'stdout', real: real.stdout, ours: ours.stdout },
  ];
  for (const path of new Set([...real.files.keys(), ...ours.files.keys()])) {
    const [one, two] = [real.files.get(path), ours.files.get(path)];
    channels.push({
      channel: `file ${path}`,
      real: one ?? '(no such file)',
      ours: two ?? '(no such file)',
    });
  }
  return channels.filter((channel) => channel.real !== channel.ours);
}
