// Everything the process says, on standard error and nowhere else: pino, as JSON lines
// or as short lines for people, and the progress line between them. Writes at once, so
// that nothing is lost when the process ends.

import { isatty } from 'node:tty';
import { type DestinationStream, type Logger, pino } from 'pino';
import { nowMs } from '../base/clock.js';
import type { TsdumpError } from '../base/errors.js';
import type { DumpEvent } from '../model/events.js';
import { printable } from './printable.js';
import { ProgressLine } from './progress-line.js';
import { renderEvent } from './render-event.js';
import type { LogOptions } from './resolve-options.js';

const STDERR_FD = 2;

/** In JSON, totals every so often; people have the progress line. */
const PROGRESS_MS = 1000;

export class Log {
  private readonly logger: Logger;
  private readonly progress: ProgressLine | undefined;
  private readonly json: boolean;
  private progressSaidMs = 0;

  constructor(options: LogOptions) {
    const stderr = openStderr();
    this.json = options.format === 'json';
    const draws = !this.json && isatty(STDERR_FD) && options.progress !== false;
    this.progress = draws ? new ProgressLine((text) => stderr.write(text)) : undefined;
    this.logger = pino(
      {
        level: options.level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
      },
      this.json ? stderr : renderTo(stderr, this.progress),
    );
  }

  event(event: DumpEvent): void {
    this.progress?.fold(event);
    const { level, text } = renderEvent(event);
    this.logger[this.json && this.isDue(event) ? 'info' : level](event, text);
  }

  info(message: string): void {
    this.logger.info(message);
  }

  warn(message: string): void {
    this.logger.warn(message);
  }

  /** What happened and what to do; where it came from with --log-level debug. */
  error(error: TsdumpError): void {
    const { code, exitCode, hint, message } = error;
    const trace = this.logger.isLevelEnabled('debug') ? describeCauses(error) : undefined;
    this.logger.error({ type: 'error', code, exitCode, hint, trace }, message);
  }

  close(): void {
    this.progress?.close();
  }

  private isDue(event: DumpEvent): boolean {
    if (event.type !== 'progress' || nowMs() - this.progressSaidMs < PROGRESS_MS) return false;
    this.progressSaidMs = nowMs();
    return true;
  }
}

function openStderr(): ReturnType<typeof pino.destination> {
  const stderr = pino.destination({ fd: STDERR_FD, sync: true });
  // Nobody listening is no reason to stop a dump, with the server read only.
  stderr.on('error', () => {});
  return stderr;
}

interface LogRecord {
  readonly level: string;
  readonly msg: string;
  readonly hint?: string;
  readonly trace?: string;
}

/** pino writes JSON lines; this turns each into lines for people. */
function renderTo(
  stderr: DestinationStream,
  progress: ProgressLine | undefined,
): DestinationStream {
  return {
    write: (line: string): void => {
      progress?.clear();
      stderr.write(renderRecord(JSON.parse(line) as LogRecord));
    },
  };
}

function renderRecord({ level, msg, hint, trace }: LogRecord): string {
  const prefix = level === 'warn' ? 'tsdump: warning: ' : 'tsdump: ';
  const lines = msg.split('\n').map((line) => prefix + line);
  if (hint !== undefined) lines.push(...hint.split('\n').map((line) => `hint: ${line}`));
  if (trace !== undefined) lines.push(...trace.split('\n'));
  return `${lines.map(printable).join('\n')}\n`;
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
