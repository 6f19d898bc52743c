// What the process finds around itself: environment, home, user, sockets. Read in one
// place, passed on as a value.

import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/** What the process finds around itself. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly systemUser: string;
  readonly fileExists: (path: string) => boolean;
  /** Option files read before ~/.my.cnf; undefined for the usual ones. */
  readonly systemOptionFiles?: readonly string[];
}

/** The value of the first that is set, even if it is empty. */
export function readFirst(env: Surroundings['env'], names: readonly string[]): string | undefined {
  return names.map((name) => env[name]).find((value) => value !== undefined);
}

export function defaultJournalDir({ env, home }: Surroundings): string {
  return join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'tsdump');
}

export function readSurroundings(): Surroundings {
  return {
    env: process.env,
    home: homedir(),
    systemUser: readSystemUser(),
    fileExists: existsSync,
  };
}

/** In a container the user id may have no name. */
function readSystemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env['USER'] ?? 'root';
  }
}
