// Loaded into a tsdump with `node --import`: the wall clock jumps by TSDUMP_CLOCK_JUMP_MS, to
// and fro, every few milliseconds. Timers and the monotonic clock do not, as in the kernel.

const jumpMs = Number(process.env['TSDUMP_CLOCK_JUMP_MS']);
const EVERY_MS = 7;
const startedMs = performance.now();
const RealDate = Date;

function now(): number {
  const turns = Math.floor((performance.now() - startedMs) / EVERY_MS);
  return RealDate.now() + (turns % 2 === 1 ? jumpMs : 0);
}

class JumpingDate extends RealDate {
  constructor(...args: readonly unknown[]) {
    if (args.length === 0) super(now());
    else super(...(args as [number]));
  }

  static override now(): number {
    return now();
  }
}

globalThis.Date = JumpingDate as DateConstructor;
