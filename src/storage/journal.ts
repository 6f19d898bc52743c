// The undo journal: what must be run on which server if we die, on disk before the change
// is made. One file per server, mode 0600, no password in it.

import { access, constants, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { TsdumpError } from '../base/errors.js';
import { syncDirectory } from './local/partial-file.js';

export interface JournalEntry {
  readonly serverId: string;
  /** For people: `host:port` or the socket, and the server's own name. */
  readonly target: string;
  readonly hostname: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly pid: number;
  /** Statements that put the server back, in order. */
  readonly undo: readonly string[];
}

const FORMAT = 'tsdump-undo-1';

export class Journal {
  readonly #directory: string;
  readonly #path: string;

  constructor(directory: string, serverId: string) {
    this.#directory = directory;
    this.#path = join(directory, `${serverId}.json`);
  }

  get path(): string {
    return this.#path;
  }

  /** The entry that an earlier run left, undefined without one. Rejects with `usage`. */
  async read(): Promise<JournalEntry | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw journalFailed('read', this.#path, error);
    }
    return parseEntry(text, this.#path);
  }

  /** Makes the directory. Rejects with `preflight-refused` if record() could not write to it. */
  async prepare(): Promise<void> {
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      await access(this.#directory, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw journalFailed('write', this.#path, error);
    }
  }

  /** On disk, fsynced, when it resolves. Rejects with `preflight-refused`. */
  async record(entry: JournalEntry): Promise<void> {
    const temporary = `${this.#path}.${process.pid}.tmp`;
    try {
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify({ format: FORMAT, ...entry }, null, 2)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
      await syncDirectory(this.#directory);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw journalFailed('write', this.#path, error);
    }
  }

  /** The server is as it was found. Rejects with `preflight-refused`. */
  async clear(): Promise<void> {
    try {
      await rm(this.#path, { force: true });
    } catch (error) {
      throw journalFailed('remove', this.#path, error);
    }
  }
}

function parseEntry(text: string, path: string): JournalEntry {
  try {
    const value = JSON.parse(text) as Partial<JournalEntry> & { format?: string };
    const { serverId, target, hostname, startedAt, pid, undo } = value;
    if (
      value.format === FORMAT &&
      typeof serverId === 'string' &&
      typeof target === 'string' &&
      typeof hostname === 'string' &&
      typeof startedAt === 'string' &&
      typeof pid === 'number' &&
      Array.isArray(undo) &&
      undo.every((statement) => typeof statement === 'string')
    ) {
      return { serverId, target, hostname, startedAt, pid, undo };
    }
  } catch {
    // Falls through to the one message below.
  }
  throw new TsdumpError('preflight-refused', `the undo journal ${path} cannot be understood`, {
    hint: 'Look at the file: it names the SQL that puts the server back. Run that by hand, then remove the file.',
    side: 'storage',
  });
}

const HINTS = {
  read: 'Give a directory you may read with --journal-dir.',
  write: 'Give a directory you may write to with --journal-dir.',
  remove: 'The server is as it was found. Remove the file: it says otherwise.',
} as const;

function journalFailed(verb: keyof typeof HINTS, path: string, cause: unknown): TsdumpError {
  const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
  return new TsdumpError(
    'preflight-refused',
    `cannot ${verb} the undo journal ${path}: ${reason}`,
    { hint: HINTS[verb], cause, side: 'storage' },
  );
}
