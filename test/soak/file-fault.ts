// What a fault of a file is: told to failing-files.ts, which tells what it saw.

export type FileOperation =
  | 'open'
  | 'write'
  | 'sync'
  | 'close'
  | 'rename'
  | 'mkdir'
  | 'remove'
  | 'look'
  | 'read';

export interface FileFault {
  readonly operation: FileOperation;
  /** `ENOSPC`, or `short`: a write takes half of its bytes and says so. */
  readonly error: string;
  /** Which of them, from 1 on; beyond the last, all are only counted. */
  readonly nth: number;
  /** All after it fail too, as on a full disk. */
  readonly lasting: boolean;
  /** Paths that begin so are ours. */
  readonly under: readonly string[];
  /** A line of JSON, a FileReport, is added here by each thread. */
  readonly report: string;
}

export interface FileReport {
  /** Path of the operation that was made to fail. */
  readonly struck?: string;
  readonly seen?: Partial<Record<FileOperation, number>>;
}
