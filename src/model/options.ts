// The resolved options of a dump: frozen, complete, no undefined meaning "default".
// Names follow mysqldump's where it has the option.

/** How the server is kept still while rows are read. */
export type Consistency =
  /** Global read lock and `read_only`, for the whole dump. */
  | 'read-only'
  /** Global read lock for the whole dump, `read_only` untouched (`-x`). */
  | 'lock-all-tables'
  /** Global read lock only until the snapshot stands. The default. */
  | 'snapshot'
  /** A snapshot without a global lock where possible, as mysqldump does it. */
  | 'single-transaction'
  /** `LOCK TABLES ... READ LOCAL`, one schema after the other. */
  | 'lock-tables'
  /** Nothing at all (`--skip-lock-tables`). */
  | 'none';

export type SslMode = 'disabled' | 'preferred' | 'required' | 'verify-ca' | 'verify-identity';

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** Unix socket path; wins over host and port when set. */
  readonly socket: string | undefined;
  readonly user: string;
  readonly password: string;
  readonly sslMode: SslMode;
  /** PEM file paths. */
  readonly sslCa: string | undefined;
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
  readonly connectTimeoutMs: number;
  /** Run on every connection right after login. */
  readonly initCommand: string | undefined;
  /** Largest packet either side may send, bytes (`--max-allowed-packet`). */
  readonly maxAllowedPacket: number;
}

/** What to dump. Exactly one of the three shapes mysqldump knows, plus tsdump's default. */
export type Scope =
  /** Every schema but the server's own (tsdump's default). */
  | { readonly kind: 'user-schemas' }
  /** As `--all-databases`: the `mysql` schema included. */
  | { readonly kind: 'all-databases' }
  /** `--databases a b`: with CREATE DATABASE and USE. */
  | { readonly kind: 'databases'; readonly names: readonly string[] }
  /** Positional `db [tables]`: no CREATE DATABASE, no USE. */
  | { readonly kind: 'tables'; readonly schema: string; readonly tables: readonly string[] };

export interface Selection {
  readonly scope: Scope;
  /** `db.table` names whose definition and rows are left out. */
  readonly ignoreTables: ReadonlySet<string>;
  /** `db.table` names whose rows are left out. */
  readonly ignoreTableData: ReadonlySet<string>;
  readonly ignoreDatabases: ReadonlySet<string>;
  /** One condition for all tables, SQL without the word WHERE. */
  readonly where: string | undefined;
  readonly routines: boolean;
  readonly events: boolean;
  readonly triggers: boolean;
  /** Rows (`--no-data` turns it off). */
  readonly data: boolean;
  /** CREATE TABLE (`--no-create-info` turns it off). */
  readonly createInfo: boolean;
  /** CREATE DATABASE (`--no-create-db` turns it off). */
  readonly createDb: boolean;
  readonly tablespaces: boolean;
}

export interface Format {
  readonly addDropDatabase: boolean;
  readonly addDropTable: boolean;
  readonly addDropTrigger: boolean;
  readonly addLocks: boolean;
  readonly disableKeys: boolean;
  readonly comments: boolean;
  readonly dumpDate: boolean;
  readonly completeInsert: boolean;
  readonly extendedInsert: boolean;
  readonly insertVerb: 'INSERT' | 'INSERT IGNORE' | 'REPLACE';
  readonly hexBlob: boolean;
  readonly tzUtc: boolean;
  readonly setCharset: boolean;
  readonly noAutocommit: boolean;
  readonly orderByPrimary: boolean;
  /** Largest INSERT statement, bytes, as mysqldump counts it. */
  readonly netBufferLength: number;
  /** FLOAT columns widened to DOUBLE so that no digit is lost. */
  readonly exactFloat: boolean;
  /** Text in character sets that utf8mb4 cannot carry sent as it is stored. */
  readonly exactText: boolean;
}

export type GtidPurged = 'off' | 'on' | 'commented' | 'auto';

export interface ReplicationOptions {
  /** 0 leaves the block out, 1 writes it, 2 writes it as a comment. */
  readonly sourceData: 0 | 1 | 2;
  readonly dumpReplica: 0 | 1 | 2;
  readonly applyReplicaStatements: boolean;
  readonly includeSourceHostPort: boolean;
  readonly setGtidPurged: GtidPurged;
  /** MariaDB: GTID position instead of file and offset. */
  readonly gtid: boolean;
}

export type Compression =
  | { readonly codec: 'none' }
  | { readonly codec: 'gzip'; readonly level: number }
  | { readonly codec: 'zstd'; readonly level: number };

export interface OutputOptions {
  /** Path of the result file, or undefined for standard output. */
  readonly resultFile: string | undefined;
  readonly compression: Compression;
}

export interface WindowOptions {
  readonly consistency: Consistency;
  /** Total time we may spend getting the global read lock, milliseconds. */
  readonly lockWaitMs: number;
}

export interface DumpOptions {
  readonly connection: ConnectionOptions;
  readonly selection: Selection;
  readonly window: WindowOptions;
  readonly format: Format;
  readonly replication: ReplicationOptions;
  readonly output: OutputOptions;
  /** Aim for one chunk, bytes of table data. */
  readonly chunkBytes: number;
  /** Directory of the undo journal. */
  readonly journalDir: string;
}
