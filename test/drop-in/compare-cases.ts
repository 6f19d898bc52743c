// Runs many cases against one server: two at once, those that change the server alone and
// last. Counts verdicts and keeps both outputs of what differs.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeTemporaryFolder } from '../support/child-process.js';
import type { TestServer } from '../support/test-server.js';
import type { DropInCase, Outcome, Verdict } from './case.js';
import { judge } from './compare-outcomes.js';
import { buildArgs, runTool } from './run-tool.js';
import { showDifference, signDifference } from './show-difference.js';
import { ourTool, realTool, type Tool } from './tools.js';

const AT_ONCE = 2;

export interface Tally {
  readonly counts: Record<Verdict['kind'], number>;
  /** Signature of a cause to the names of the cases that show it. */
  readonly causes: Map<string, string[]>;
  readonly deliberate: Map<string, number>;
}

export function emptyTally(): Tally {
  return {
    counts: { equal: 0, deliberate: 0, different: 0, skipped: 0 },
    causes: new Map(),
    deliberate: new Map(),
  };
}

export interface Comparer {
  readonly server: TestServer;
  readonly tally: Tally;
  /** Told of every case that differs. */
  report(text: string): void;
  /** The tool to hold against the real one; ours unless said. */
  readonly rival?: Tool;
  /** Only cases whose `flavor part name` holds this. */
  readonly only?: string;
}

export async function compareCases(
  comparer: Comparer,
  cases: readonly DropInCase[],
): Promise<void> {
  const { only } = comparer;
  const wanted = cases.filter(
    (one) => only === undefined || `${one.flavor} ${one.part} ${one.name}`.includes(only),
  );
  const together = wanted.filter((one) => one.before === undefined && one.after === undefined);
  const queue = together.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      const folder = makeTemporaryFolder('case');
      for (const one of queue) await compareCase(comparer, one, folder);
    }),
  );
  const folder = makeTemporaryFolder('case');
  for (const one of wanted) if (!together.includes(one)) await compareCase(comparer, one, folder);
}

async function compareCase(comparer: Comparer, one: DropInCase, folder: string): Promise<void> {
  const { server, tally } = comparer;
  const rival = comparer.rival ?? ourTool(server);
  const real = await runTool(realTool(server), server, one, folder);
  const ours = await runTool(rival, server, one, folder);
  if (one.after !== undefined) await server.run(one.after);
  const verdict = judge(one, real, ours);
  tally.counts[verdict.kind] += 1;
  if (verdict.kind === 'deliberate') {
    for (const name of verdict.names) {
      tally.deliberate.set(name, (tally.deliberate.get(name) ?? 0) + 1);
    }
  }
  if (verdict.kind === 'skipped') {
    comparer.report(`skipped, the real tool never ends: ${one.part} ${one.name}`);
  }
  if (verdict.kind !== 'different') return;
  const kept = keepOutputs(one, real, ours);
  for (const cause of new Set(verdict.differences.map(signDifference))) {
    tally.causes.set(cause, [...(tally.causes.get(cause) ?? []), `${one.part} ${one.name}`]);
  }
  comparer.report(
    [
      `DIFFERENT: ${one.flavor} ${one.part} ${one.name}`,
      `  ${rival.name} ${buildArgs(server, one, folder).map(quoteArgument).join(' ')}`,
      ...verdict.differences.slice(0, 3).map(showDifference),
      ...(verdict.differences.length > 3 ? [`(${verdict.differences.length} in all)`] : []),
      `  kept in ${kept}`,
      '',
    ].join('\n'),
  );
}

function quoteArgument(arg: string): string {
  return /^[\w\-./=:,@]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}

let keeping: string | undefined;
let kept = 0;

/** Stays after this process has ended, for whoever looks into it. */
function keepOutputs(one: DropInCase, real: Outcome, ours: Outcome): string {
  keeping ??= mkdtempSync(join(tmpdir(), 'tsdump-differences-'));
  kept += 1;
  const folder = join(keeping, `${one.flavor}-${kept}`);
  for (const [side, outcome] of Object.entries({ real, ours })) {
    const texts = new Map([
      ['status', outcome.code],
      ['stderr', outcome.stderr],
      ['stdout', outcome.stdout],
      ...[...outcome.files].map(([path, text]) => [join('files', path), text] as const),
    ]);
    for (const [path, text] of texts) {
      mkdirSync(dirname(join(folder, side, path)), { recursive: true });
      writeFileSync(join(folder, side, path), text, path === 'stderr' ? 'utf8' : 'latin1');
    }
  }
  return folder;
}
