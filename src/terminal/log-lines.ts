// The two forms of a line on standard error: short ones for people, and JSON by pino, which
// is loaded only for those.

import { createRequire } from 'node:module';
import type { pino as Pino } from 'pino';
import { printable } from './printable.js';
import { writeNow } from './write-now.js';
import type { LogOptions } from './log-options.js';

const STDERR_FD = 2;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

const WEIGHTS: Readonly<Record<LogOptions['level'], number>> = {
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  silent: Infinity,
};

export interface LogFields {
  readonly type?: string;
  readonly hint?: string | undefined;
  readonly trace?: string | undefined;
}

export interface LogLines {
  isEnabled(level: LogLevel): boolean;
  write(level: LogLevel, fields: LogFields, message: string): void;
}

/** Lines for people, each begun by the program's name; `before` is called ahead of each. */
export function openPlainLines(
  least: LogOptions['level'],
  program: string,
  before: () => void,
): LogLines {
  const isEnabled = (level: LogLevel): boolean => WEIGHTS[level] >= WEIGHTS[least];
  return {
    isEnabled,
    write(level, fields, message) {
      if (!isEnabled(level)) return;
      before();
      writeNow(STDERR_FD, Buffer.from(toPlainText(program, level, fields, message)));
    },
  };
}

/** A JSON object a line, with time and level. */
export function openJsonLines(least: LogOptions['level']): LogLines {
  const { pino } = createRequire(import.meta.url)('pino') as { pino: typeof Pino };
  const stderr = pino.destination({ fd: STDERR_FD, sync: true });
  // A dump goes on though nobody listens: the server is read only.
  stderr.on('error', () => {});
  const logger = pino(
    {
      level: least,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stderr,
  );
  return {
    isEnabled: (level) => logger.isLevelEnabled(level),
    write: (level, fields, message) => logger[level](fields, message),
  };
}

function toPlainText(
  program: string,
  level: LogLevel,
  { hint, trace }: LogFields,
  message: string,
): string {
  const prefix = level === 'warn' ? `${program}: warning: ` : `${program}: `;
  const lines = message.split('\n').map((line) => prefix + line);
  if (hint !== undefined) lines.push(...hint.split('\n').map((line) => `hint: ${line}`));
  if (trace !== undefined) lines.push(...trace.split('\n'));
  return `${lines.map(printable).join('\n')}\n`;
}
