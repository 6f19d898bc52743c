// Everything the process says, on standard error and nowhere else: as JSON lines or as short
// lines for people, and the progress line between them. Writes at once, so that nothing is
// lost when the process ends.

import { isatty } from 'node:tty';
import { nowMs } from '../base/clock.js';
import type { TsdumpError } from '../base/errors.js';
import type { DumpEvent } from '../model/events.js';
import type { LoadEvent } from '../model/load-events.js';
import { type LogLines, openJsonLines, openPlainLines } from './log-lines.js';
import { ProgressLine } from './progress-line.js';
import { LoadProgress } from './load-progress.js';
import { DumpProgress } from './progress.js';
import { renderEvent } from './render-event.js';
import { isLoadEvent, renderLoadEvent } from './render-load-event.js';
import { writeNow } from './write-now.js';
import type { LogOptions } from './log-options.js';

const STDERR_FD = 2;

/** In JSON, totals every so often; people have the progress line. */
const PROGRESS_MS = 1000;

export class Log {
  private readonly lines: LogLines;
  private readonly progress: ProgressLine | undefined;
  private readonly json: boolean;
  private progressSaidMs = 0;

  /** `program` begins each line for people. */
  constructor({ format, level, progress }: LogOptions, program: 'tsdump' | 'tsload' = 'tsdump') {
    this.json = format === 'json';
    const draws = !this.json && isatty(STDERR_FD) && progress !== false;
    this.progress = draws
      ? new ProgressLine(program === 'tsload' ? new LoadProgress() : new DumpProgress(), (text) =>
          writeNow(STDERR_FD, Buffer.from(text)),
        )
      : undefined;
    this.lines = this.json
      ? openJsonLines(level)
      : openPlainLines(level, program, () => this.progress?.clear());
  }

  event(event: DumpEvent | LoadEvent): void {
    this.progress?.fold(event);
    const { level, text } = isLoadEvent(event) ? renderLoadEvent(event) : renderEvent(event);
    this.lines.write(this.json && this.isDue(event) ? 'info' : level, event, text);
  }

  info(message: string): void {
    this.lines.write('info', {}, message);
  }

  warn(message: string): void {
    this.lines.write('warn', {}, message);
  }

  /** What happened and what to do; where it came from with --log-level debug. */
  error(error: TsdumpError): void {
    const { code, exitCode, hint, message, object, retry, side } = error;
    const trace = this.lines.isEnabled('debug') ? describeCauses(error) : undefined;
    const fields = { type: 'error', code, exitCode, side, retry, object, hint, trace };
    this.lines.write('error', fields, message);
  }

  close(): void {
    this.progress?.close();
  }

  private isDue({ type }: DumpEvent | LoadEvent): boolean {
    const isProgress = type === 'progress' || type === 'load-progress';
    if (!isProgress || nowMs() - this.progressSaidMs < PROGRESS_MS) return false;
    this.progressSaidMs = nowMs();
    return true;
  }
}

/** The stack of the error and of every cause below it. */
function describeCauses(error: Error): string {
  const lines: string[] = [];
  let at: unknown = error;
  // A chain of causes could be a ring.
  for (let depth = 0; at instanceof Error && depth < 10; depth++) {
    lines.push(`${depth === 0 ? '' : 'caused by: '}${at.stack ?? at.message}`);
    at = at.cause;
  }
  return lines.join('\n');
}
