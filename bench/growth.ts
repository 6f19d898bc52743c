// `npm run bench:growth`: the same data at 1, 4 and 16 times the size. Wall time is to grow with
// it, memory not at all. A table in bench/results.
//
//   npm run bench:growth -- [--size-mb 100] [--flavor mysql|mariadb]

import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Flavor } from '../src/model/server.js';
import { makeTemporaryFolder } from '../test/support/child-process.js';
import { projectPath } from '../test/support/project.js';
import { findServers, startServer } from '../test/support/servers.js';
import { buildTsdumpCommand } from './contestants.js';
import { loadData } from './data.js';
import { readBytes, runCommand } from './run-command.js';

const FACTORS = [1, 4, 16] as const;
/** The quickest counts. */
const RUNS = 2;

interface Figure {
  readonly seconds: number;
  readonly peakMb: number;
  readonly outputMb: number;
}

async function measureSize(flavor: Flavor, sizeMb: number): Promise<ReadonlyMap<string, Figure>> {
  const pool = `--innodb-buffer-pool-size=${Math.ceil(2 * sizeMb + 256)}M`;
  await using server = await startServer(flavor, { args: [pool] });
  console.error(`growth: loading about ${sizeMb} MB into ${flavor} ...`);
  const database = await loadData(server, sizeMb);
  const folder = makeTemporaryFolder('growth');
  const setting = { server, database, journalDir: join(folder, 'journal') };
  const { dump } = server.binaries;
  const stock = [dump, ...server.connectArgs(), '--lock-all-tables', database];
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ['stock tool, plain', stock],
    ['tsdump --threads 1, plain', buildTsdumpCommand(setting, 'none', 1)],
    ['tsdump --threads 2, plain', buildTsdumpCommand(setting, 'none', 2)],
    ['tsdump --threads 2, zstd:1', buildTsdumpCommand(setting, 'zstd:1', 2)],
  ];
  const figures = new Map<string, Figure>();
  for (let run = 0; run < RUNS; run++) {
    for (const [name, command] of commands) {
      const stdout = join(folder, 'output');
      const measured = await runCommand({ command, stdout }, server.pid ?? 0);
      if (measured.exitCode !== 0) throw new Error(`${name}: ${measured.stderr}`);
      const before = figures.get(name);
      figures.set(name, {
        seconds: Math.min(measured.wallSeconds, before?.seconds ?? Infinity),
        peakMb: Math.max(measured.peakBytes / 1e6, before?.peakMb ?? 0),
        outputMb: readBytes(stdout) / 1e6,
      });
      await rm(stdout);
    }
  }
  return figures;
}

function buildTable(bySize: readonly ReadonlyMap<string, Figure>[]): string {
  const [smallest] = bySize;
  const rows = [...(smallest?.keys() ?? [])].map((name) => {
    const cells = bySize.flatMap((figures) => {
      const figure = figures.get(name);
      const first = smallest?.get(name);
      const stock = figures.get('stock tool, plain');
      if (figure === undefined || first === undefined || stock === undefined) return [];
      const { seconds, peakMb, outputMb } = figure;
      return [
        seconds.toFixed(2),
        (seconds / first.seconds).toFixed(1),
        (seconds / stock.seconds).toFixed(2),
        peakMb.toFixed(0),
        outputMb.toFixed(0),
      ];
    });
    return `| ${[name, ...cells].join(' | ')} |`;
  });
  const heads = FACTORS.flatMap((factor) => [
    `${factor}x: s`,
    'to 1x',
    'to stock',
    'peak MB',
    'output MB',
  ]);
  return [`| | ${heads.join(' | ')} |`, `|---|${heads.map(() => '---:').join('|')}|`, ...rows].join(
    '\n',
  );
}

const { values } = parseArgs({
  options: { 'size-mb': { type: 'string', default: '100' }, flavor: { type: 'string' } },
});
const sizeMb = Number(values['size-mb']);
for (const { flavor, version } of await findServers()) {
  if (values.flavor !== undefined && values.flavor !== flavor) continue;
  const bySize: ReadonlyMap<string, Figure>[] = [];
  for (const factor of FACTORS) bySize.push(await measureSize(flavor, sizeMb * factor));
  const date = new Date().toISOString().slice(0, 10);
  const report = `# Growth, ${flavor} ${version}, ${date}

The data of \`npm run bench\`, asked for ${FACTORS.map((factor) => `${sizeMb * factor} MB`).join(', ')}; the quickest of ${RUNS} runs, output to a file. A start costs what it costs: the ratios to 1x stay below 4 and 16.

${buildTable(bySize)}
`;
  mkdirSync(projectPath('bench', 'results'), { recursive: true });
  writeFileSync(projectPath('bench', 'results', `${date}-${flavor}-growth.md`), report);
  console.log(report);
}
