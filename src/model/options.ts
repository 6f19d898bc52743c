// The resolved options of a dump: frozen, complete, no undefined meaning "default".
// Names follow mysqldump's where it has the option. In a drop-in every text that reaches
// the server or the dump is a string of bytes (see model/style.ts: text).

/** How the server is kept still while rows are read. */
export type Consistency =
  /** Global read lock and `read_only`, for the whole dump. */
  | 'read-only'
  /** Global read lock for the whole dump, `read_only` untouched (`-x`). */
  | 'lock-all-tables'
  /** Global read lock only until the snapshot is taken. The default. */
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
  /** Character set of the connection (`--default-character-set`); utf8mb4 but for a drop-in. */
  readonly charset: string;
  /** Address to connect from; a name or an address. */
  readonly bindAddress?: string | undefined;
  readonly tls?: TlsDetails;
  readonly login?: LoginDetails;
  /** `name = value` settings of the session that come after our own. */
  readonly session?: readonly string[];
}

/** What `sslMode` and the certificates leave open. */
export interface TlsDetails {
  /** `preferred` is meant for a unix socket, too. */
  readonly local?: boolean;
  /** Folder of certificates to trust. */
  readonly caPath: string | undefined;
  /** Ciphers, as OpenSSL lists them. */
  readonly ciphers: string | undefined;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
}

export interface LoginDetails {
  /** Send the password as it is where the account wants it so. */
  readonly cleartext: boolean;
  /** PEM file of the server's RSA key, to encrypt the password with. */
  readonly serverKey: string | undefined;
  /** Without TLS, take the key that the server sends for its own. */
  readonly requestKey?: boolean;
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
  /** All of them, not only those of the schemas dumped (`--all-tablespaces`). */
  readonly allTablespaces?: boolean;
  /** Views are left out (`--ignore-views`, mysqldump). */
  readonly ignoreViews: boolean;
  /**
   * No rows of MERGE, FEDERATED, CONNECT ... tables (`--no-data-med`), which show what is kept
   * elsewhere. Undefined: none, and they are reported as left out.
   */
  readonly noDataMed: boolean | undefined;
  /** `--users` (mysqldump): CREATE USER and GRANT; undefined when not asked for. */
  readonly users: UserSelection | undefined;
  /** `--system=...` (mariadb-dump), spelled out: `all` is every one of them. */
  readonly system: ReadonlySet<SystemPart>;
  /** `--masking-policies` (mysqldump 9.7). */
  readonly maskingPolicies: boolean;
  /** `--column-statistics`: histograms (mysqldump). */
  readonly columnStatistics: boolean;
  /** System-versioned tables (mariadb-dump): with history, or as of a time. */
  readonly dumpHistory: boolean;
  readonly asOf: string | undefined;
  /** S3 tables as Aria (`--copy-s3-tables`, mariadb-dump); left out otherwise. */
  readonly copyS3Tables: boolean;
  /** Small tables first (mariadb-dump). */
  readonly orderBySize: boolean;
}

export interface UserSelection {
  /** As given to --include-user and --exclude-user. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export type SystemPart = 'users' | 'plugins' | 'udfs' | 'servers' | 'stats' | 'timezones';

/** `--tab`: files of rows beside files of definitions; undefined texts were not given. */
export interface TabOptions {
  readonly directory: string;
  readonly fieldsTerminatedBy: string | undefined;
  readonly fieldsEnclosedBy: string | undefined;
  readonly fieldsOptionallyEnclosedBy: string | undefined;
  readonly fieldsEscapedBy: string | undefined;
  readonly linesTerminatedBy: string | undefined;
  /** Of the files: `binary`, as stored, unless one was asked for. */
  readonly charset: string;
  /** First line with the column names (`--header`, mariadb-dump). */
  readonly header: boolean;
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
  /** REPLACE instead of INSERT; IGNORE; DELAYED (mariadb-dump). */
  readonly replace: boolean;
  readonly insertIgnore: boolean;
  readonly delayedInsert: boolean;
  readonly hexBlob: boolean;
  readonly tzUtc: boolean;
  readonly setCharset: boolean;
  readonly noAutocommit: boolean;
  readonly orderByPrimary: boolean;
  /** Largest INSERT statement, bytes, as mysqldump counts it. */
  readonly netBufferLength: number;
  /** `--compact`: no header, no footer, fewer blank lines. */
  readonly compact: boolean;
  /** `--compatible`: upper case, as the tool of that flavor knows them, e.g. `ANSI`. */
  readonly compatible: readonly string[];
  /** `--create-options`, `--quote-names`, `--allow-keywords`. */
  readonly createOptions: boolean;
  readonly quoteNames: boolean;
  readonly allowKeywords: boolean;
  /** DROP USER before each CREATE USER, DROP MASKING POLICY (mysqldump). */
  readonly addDropUser: boolean;
  readonly addDropMaskingPolicy: boolean;
  /** `--flush-privileges`: after the schema `mysql`. */
  readonly flushPrivileges: boolean;
  /** `--skip-generated-invisible-primary-key` (mysqldump). */
  readonly skipGipk: boolean;
  /** `--show-create-table-skip-secondary-engine` (mysqldump). */
  readonly skipSecondaryEngine: boolean;
  /** `--skip-log-queries` is false (mariadb-dump): a restore stays out of the query logs. */
  readonly logQueries: boolean;
  /** `--xml`: XML instead of SQL. */
  readonly xml: boolean;
  readonly tab: TabOptions | undefined;
  /** FLOAT columns widened to DOUBLE so that no digit is lost. */
  readonly exactFloat: boolean;
  /** Text in character sets that utf8mb4 cannot carry sent as it is stored. */
  readonly exactText: boolean;
}

/** `noted` is what `auto` becomes for a part of a server: a comment, and logged as anything else. */
export type GtidPurged = 'off' | 'on' | 'commented' | 'auto' | 'noted';

export interface ReplicationOptions {
  /** 0 leaves the block out, 1 writes it, 2 writes it as a comment. */
  readonly sourceData: 0 | 1 | 2;
  readonly dumpReplica: 0 | 1 | 2;
  readonly applyReplicaStatements: boolean;
  readonly includeSourceHostPort: boolean;
  readonly setGtidPurged: GtidPurged;
  /** MariaDB: GTID position instead of file and offset. */
  readonly gtid: boolean;
  /** PURGE BINARY LOGS when the dump is complete (`--delete-source-logs`). */
  readonly deleteSourceLogs: boolean;
  /** Words of the statements (`--output-as-version`, mysqldump). */
  readonly outputAsVersion: 'server' | 'before_8_2_0' | 'before_8_0_23';
  /** `--galera-info` (mariadb-dump). */
  readonly galeraInfo: boolean;
}

export type Compression =
  | { readonly codec: 'none' }
  | { readonly codec: 'gzip'; readonly level: number }
  | { readonly codec: 'zstd'; readonly level: number };

export interface OutputOptions {
  /** Path of the result file, or undefined for standard output. */
  readonly resultFile: string | undefined;
  /** Directory of a dump of many files, instead (`--output-dir`). */
  readonly directory?: string | undefined;
  readonly compression: Compression;
  /** Memory for sections that wait for their turn, bytes (`--buffer-size`). */
  readonly bufferBytes: number;
  /** Directory for what does not fit there (`--spool`). */
  readonly spool: string | undefined;
}

export interface WindowOptions {
  readonly consistency: Consistency;
  /** Total time we may spend getting the global read lock, milliseconds. */
  readonly lockWaitMs: number;
  /** FLUSH LOGS at the moment of the lock (`--flush-logs`). */
  readonly flushLogs: boolean;
  /** Longest time writers may be held up, milliseconds (`--max-window`). */
  readonly maxMs: number | undefined;
  /** What follows then: the dump ends, or goes on from snapshots. */
  readonly fallback: 'none' | 'snapshot';
}

/** What a drop-in does about errors; under our own name none of it is set. */
export interface ErrorOptions {
  /** Go on after errors; under our own name, without rows that cannot be read (`--force`). */
  readonly force: boolean;
  /** Error numbers that do not count as errors (`--ignore-error`, mysqldump). */
  readonly ignored: ReadonlySet<number>;
  /** `-v`: the stock tools' `-- ...` lines on stderr. */
  readonly verbose: boolean;
}

export interface DumpOptions {
  readonly connection: ConnectionOptions;
  readonly selection: Selection;
  readonly window: WindowOptions;
  readonly format: Format;
  readonly replication: ReplicationOptions;
  readonly output: OutputOptions;
  readonly errors: ErrorOptions;
  /** Connections that read rows side by side; undefined: as many as pay (`--threads`). */
  readonly threads: number | undefined;
  /** Aim for one chunk, bytes of table data. */
  readonly chunkBytes: number;
  /** Every chunk is read again and compared with the SQL written (`--verify-source`). */
  readonly verifySource: boolean;
  /** What turns rows into SQL (`--kernel`); undefined picks the faster one that runs. */
  readonly kernel: 'ts' | 'wasm' | undefined;
  /** Directory of the undo journal. */
  readonly journalDir: string;
}
