// Trials in which the server goes away or hangs up: crash, shutdown, timeouts, packets that
// are too large. The server has no other clients; it comes back before it is examined.

import { runProgram } from '../support/child-process.js';
import { type Expected, SNAPSHOT, TestBed } from './test-bed.js';
import { seenOrEnded, type Trial, type TrialGroup } from './trial.js';

/** Holds a dump up for a second in the first rows of a table. */
export const SLOWLY = '--where=id > 50 OR SLEEP(0.02) = 0';

const MODES: readonly string[] = ['--read-only', '--lock-all-tables', SNAPSHOT];
const MOMENTS: readonly string[] = ['"connect"', '"preflight"', 'window-opened', 'table-started'];

export const serverEnds: TrialGroup = {
  trials: () => [...listEnds(), ...listTimeouts(), ...listPackets()],
  async start(flavor) {
    const bed = await TestBed.start(flavor, { clients: 0 });
    for (const threads of [1, 2]) await bed.learn([`--threads=${threads}`, SLOWLY]);
    return bed;
  },
  stop: async (bed) => (await bed.stop()).complaints,
};

function listEnds(): Trial[] {
  return MODES.flatMap((mode) =>
    MOMENTS.flatMap((moment) =>
      (['SIGKILL', 'shutdown'] as const).map((way, index) => ({
        kind: way === 'SIGKILL' ? 'server crashes' : 'server is shut down',
        name: `${mode}, after ${moment}`,
        run: async (bed: TestBed) => {
          const dump = bed.startDump([mode, `--threads=${1 + index}`, SLOWLY]);
          await seenOrEnded(dump, moment);
          const ending = way === 'SIGKILL' ? bed.server.kill() : bed.server.stop();
          const outcome = await dump.ended;
          await ending;
          await bed.server.restart();
          // A server that is gone cannot be looked at: that is said, with the way back.
          const changed = mode === '--read-only' && outcome.code === 50;
          const expected: Expected = {
            codes: [10, 12, 13, 14, ...(mode === '--read-only' ? [50] : [])],
            keepsUndo: changed,
          };
          return await bed.examine(outcome, expected);
        },
      })),
    ),
  );
}

function listTimeouts(): Trial[] {
  const names = ['wait_timeout', 'interactive_timeout', 'net_write_timeout', 'net_read_timeout'];
  const patient = MODES.flatMap((mode, index) => ({
    kind: 'timeouts of the server are short',
    name: `${mode}, one second, and a reader that is slower`,
    run: async (bed: TestBed) => {
      await bed.server.run(names.map((name) => `SET GLOBAL ${name} = 1;`).join(' '));
      try {
        const args = [mode, `--threads=${1 + (index % 2)}`, '--compress=none', '--buffer-size=0'];
        const program = bed.buildArgs(bed.server, [...args, '--result-file=/dev/stdout']);
        const slowly = `"$@" | (sleep 3; cat > ${bed.file}.sql); exit \${PIPESTATUS[0]}`;
        const all = ['-c', slowly, 'bash', process.execPath, ...program];
        const outcome = await runProgram('bash', all);
        await runProgram('zstd', ['-q', '--rm', `${bed.file}.sql`, '-o', bed.file]);
        return await bed.examine(outcome, { codes: [0] });
      } finally {
        await bed.server.run(names.map((name) => `SET GLOBAL ${name} = DEFAULT;`).join(' '));
      }
    },
  }));
  return patient;
}

function listPackets(): Trial[] {
  return [1, 2].flatMap((threads) => [
    {
      kind: 'a row is larger than max_allowed_packet',
      name: `of the server, --threads=${threads}`,
      run: async (bed: TestBed) => {
        await bed.server.run('SET GLOBAL max_allowed_packet = 65536');
        try {
          const outcome = await bed.startDump([`--threads=${threads}`]).ended;
          // It limits what comes in; a row of a table goes out as it is.
          return await bed.examine(outcome, { codes: [0] });
        } finally {
          await bed.server.run('SET GLOBAL max_allowed_packet = 1073741824');
        }
      },
    },
    {
      kind: 'a row is larger than max_allowed_packet',
      name: `by option, --threads=${threads}`,
      run: async (bed: TestBed) => {
        const args = [`--threads=${threads}`, '--max-allowed-packet=65536'];
        const outcome = await bed.startDump(args).ended;
        return await bed.examine(outcome, { codes: [13, 14], cause: /--max-allowed-packet/ });
      },
    },
  ]);
}
