// Signals and stray exceptions, as the abort of one AbortController. Ends nothing by
// itself: the dump restores the server first, then main returns the exit status.

import { TsdumpError, toTsdumpError } from '../base/errors.js';

const SIGNALS = {
  SIGINT: 'interrupted',
  SIGTERM: 'terminated',
  SIGHUP: 'hangup',
} as const;

export type Caught = keyof typeof SIGNALS;

export interface Interruption {
  readonly signal: AbortSignal;
  /** A defect that surfaced outside the dump's own promises. */
  readonly defect: () => TsdumpError | undefined;
  /** The work is over: the process ends by itself, whatever signals come until it has. */
  readonly stop: () => void;
}

/**
 * `remind` is called for every signal after the first; `ignored` are those the process was
 * started to ignore, under nohup for one.
 */
export function catchInterruptions(
  remind: () => void,
  ignored: readonly Caught[] = [],
): Interruption {
  const controller = new AbortController();
  let defect: TsdumpError | undefined;
  let isOver = false;
  const onSignal = (name: Caught): void => {
    if (isOver) return;
    if (controller.signal.aborted) remind();
    else controller.abort(new TsdumpError(SIGNALS[name], `stopped by ${name}`));
  };
  // Without this Node would end the process at once and leave the server as it is.
  const onException = (error: unknown): void => {
    defect ??= toTsdumpError(error);
    controller.abort(defect);
  };
  const names = (Object.keys(SIGNALS) as Caught[]).filter((name) => !ignored.includes(name));
  for (const name of names) process.on(name, onSignal);
  process.on('uncaughtException', onException);
  return {
    signal: controller.signal,
    defect: () => defect,
    stop: () => {
      // The listeners stay: without one a signal would still take the exit status away.
      isOver = true;
      process.off('uncaughtException', onException);
    },
  };
}
