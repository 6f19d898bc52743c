// What a Node program may ask of a dump: the options of our own name, each of which may be
// left out, with the reader that checks each field. Options that only a drop-in has are
// refused by name.

import type {
  Compression,
  ConnectionOptions,
  DumpOptions,
  ErrorOptions,
  Format,
  LoginDetails,
  OutputOptions,
  ReplicationOptions,
  Scope,
  Selection,
  TabOptions,
  TlsDetails,
  WindowOptions,
} from '../../model/options.js';
import {
  choice,
  flag,
  group,
  kindOf,
  name,
  names,
  numberOf,
  type Read,
  refuse,
  text,
  whole,
} from './read-value.js';
import { compressionLevels } from './resolve-format.js';
import { toTableNames } from './resolve-selection.js';

const DROPIN_ONLY = {
  connection: ['charset', 'session'],
  selection: [
    'allTablespaces',
    'ignoreViews',
    'users',
    'system',
    'maskingPolicies',
    'columnStatistics',
    'dumpHistory',
    'asOf',
    'copyS3Tables',
    'orderBySize',
  ],
  format: [
    'addDropUser',
    'addDropMaskingPolicy',
    'delayedInsert',
    'compatible',
    'createOptions',
    'quoteNames',
    'allowKeywords',
    'flushPrivileges',
    'skipSecondaryEngine',
    'logQueries',
  ],
  replication: ['deleteSourceLogs', 'outputAsVersion', 'galeraInfo'],
  errors: ['ignored', 'verbose'],
} as const;

type DropinOnly<Group extends keyof typeof DROPIN_ONLY> = (typeof DROPIN_ONLY)[Group][number];

type Given<T> = { readonly [Name in keyof T]?: T[Name] | undefined };
type NameList = 'ignoreTables' | 'ignoreTableData' | 'ignoreDatabases';
type Tls = Omit<TlsDetails, 'local'>;
type Tab = Omit<TabOptions, 'charset'>;
type Connection = Omit<ConnectionOptions, DropinOnly<'connection'> | 'tls' | 'login'>;
type Selected = Omit<Selection, DropinOnly<'selection'>>;
type Window = Omit<WindowOptions, 'flushLogs'>;
type Formatted = Omit<Format, DropinOnly<'format'> | 'tab'>;
type Replication = Omit<ReplicationOptions, DropinOnly<'replication'>>;
type Errors = Omit<ErrorOptions, DropinOnly<'errors'>>;
type Single = Pick<
  DumpOptions,
  'threads' | 'chunkBytes' | 'verifySource' | 'kernel' | 'journalDir'
>;

/** Every option may be left out; the command line's default then holds. */
export interface PartialDumpOptions extends Given<Single> {
  readonly connection?:
    | (Given<Connection> & { readonly tls?: Given<Tls>; readonly login?: Given<LoginDetails> })
    | undefined;
  readonly selection?:
    | (Given<Omit<Selected, NameList>> & {
        readonly [List in NameList]?: ReadonlySet<string> | readonly string[] | undefined;
      })
    | undefined;
  readonly window?: Given<Window> | undefined;
  readonly format?:
    | (Given<Formatted> & { readonly tab?: Given<Tab> & Pick<Tab, 'directory'> })
    | undefined;
  readonly replication?: Given<Replication> | undefined;
  readonly output?:
    | (Given<Omit<OutputOptions, 'compression'>> & {
        /** Without a level, the codec's default. */
        readonly compression?: { readonly codec: Compression['codec']; readonly level?: number };
      })
    | undefined;
  readonly errors?: Given<Errors> | undefined;
}

/** What was given, checked: as the dump takes it but for what was left out. */
export interface CheckedInput extends Partial<Single> {
  readonly connection?: Partial<Connection> & { tls?: Partial<Tls>; login?: Partial<LoginDetails> };
  readonly selection?: Partial<Selected>;
  readonly window?: Partial<Window>;
  readonly format?: Partial<Formatted> & { tab?: Partial<Tab> };
  readonly replication?: Partial<Replication>;
  readonly output?: Partial<OutputOptions>;
  readonly errors?: Partial<Errors>;
}

const readConnection = group<NonNullable<CheckedInput['connection']>>(
  {
    host: name,
    port: numberOf('port'),
    socket: name,
    user: text,
    password: text,
    sslMode: choice('disabled', 'preferred', 'required', 'verify-ca', 'verify-identity'),
    sslCa: name,
    sslCert: name,
    sslKey: name,
    connectTimeoutMs: numberOf('connect-timeout', 1000),
    initCommand: text,
    maxAllowedPacket: numberOf('max-allowed-packet'),
    bindAddress: name,
    tls: group<Tls>(
      {
        caPath: name,
        ciphers: name,
        minVersion: choice('TLSv1.2', 'TLSv1.3'),
        maxVersion: choice('TLSv1.2', 'TLSv1.3'),
      },
      ['local'],
    ),
    login: group<LoginDetails>({ cleartext: flag, serverKey: name, requestKey: flag }),
  },
  DROPIN_ONLY.connection,
);

const readScope: Read<Scope> = (value, path) => {
  const readKind = choice('user-schemas', 'all-databases', 'databases', 'tables');
  const kind = kindOf(value, path, 'kind', readKind);
  switch (kind) {
    case 'databases': {
      const shape = group<{ kind: string; names: readonly string[] }>({ kind: readKind, names });
      const given = shape(value, path);
      if (given.names?.length) return { kind, names: given.names };
      throw refuse(`${path}.names`, given.names, 'It is a list of at least one database.');
    }
    case 'tables': {
      const shape = { kind: readKind, schema: name, tables: names };
      const given = group<{ kind: string; schema: string; tables: readonly string[] }>(shape)(
        value,
        path,
      );
      const schema = name(given.schema, `${path}.schema`);
      return { kind, schema, tables: given.tables ?? [] };
    }
    case 'user-schemas':
    case 'all-databases':
      group<{ kind: string }>({ kind: readKind })(value, path);
      return { kind };
  }
  return kind satisfies never;
};

function tableNames(option: string): Read<ReadonlySet<string>> {
  return (value, path) => toTableNames(option, names(value, path));
}

const readSelection = group<Selected>(
  {
    scope: readScope,
    ignoreTables: tableNames('ignore-table'),
    ignoreTableData: tableNames('ignore-table-data'),
    ignoreDatabases: (value, path) => new Set(names(value, path)),
    where: text,
    routines: flag,
    events: flag,
    triggers: flag,
    data: flag,
    createInfo: flag,
    createDb: flag,
    tablespaces: flag,
    noDataMed: flag,
  },
  DROPIN_ONLY.selection,
);

const readWindow = group<Window>(
  {
    consistency: choice(
      'read-only',
      'lock-all-tables',
      'snapshot',
      'single-transaction',
      'lock-tables',
      'none',
    ),
    lockWaitMs: numberOf('lock-wait', 1000),
    maxMs: numberOf('max-window', 1000),
    fallback: choice('none', 'snapshot'),
  },
  ['flushLogs'],
);

const readTab: Read<Partial<Tab>> = (value, path) => {
  const given = group<Tab>(
    {
      directory: name,
      fieldsTerminatedBy: text,
      fieldsEnclosedBy: text,
      fieldsOptionallyEnclosedBy: text,
      fieldsEscapedBy: text,
      linesTerminatedBy: text,
      header: flag,
    },
    ['charset'],
  )(value, path);
  return { ...given, directory: name(given.directory, `${path}.directory`) };
};

const readFormat = group<NonNullable<CheckedInput['format']>>(
  {
    addDropDatabase: flag,
    addDropTable: flag,
    addDropTrigger: flag,
    addLocks: flag,
    disableKeys: flag,
    comments: flag,
    dumpDate: flag,
    completeInsert: flag,
    extendedInsert: flag,
    replace: flag,
    insertIgnore: flag,
    hexBlob: flag,
    tzUtc: flag,
    setCharset: flag,
    noAutocommit: flag,
    orderByPrimary: flag,
    netBufferLength: numberOf('net-buffer-length'),
    compact: flag,
    skipGipk: flag,
    xml: flag,
    tab: readTab,
    exactFloat: flag,
    exactText: flag,
  },
  DROPIN_ONLY.format,
);

const readReplication = group<Replication>(
  {
    sourceData: choice(0, 1, 2),
    dumpReplica: choice(0, 1, 2),
    applyReplicaStatements: flag,
    includeSourceHostPort: flag,
    setGtidPurged: choice('off', 'on', 'commented', 'auto'),
    gtid: flag,
  },
  DROPIN_ONLY.replication,
);

const readCompression: Read<Compression> = (value, path) => {
  const readCodec = choice('none', 'gzip', 'zstd');
  const codec = kindOf(value, path, 'codec', readCodec);
  if (codec === 'none') {
    group<{ codec: string }>({ codec: readCodec })(value, path);
    return { codec };
  }
  const { default: usual, max } = compressionLevels[codec];
  const { level = usual } = group<{ codec: string; level: number }>({
    codec: readCodec,
    level: whole(1, max),
  })(value, path);
  return { codec, level };
};

export const readOutput: Read<Partial<OutputOptions>> = group<OutputOptions>({
  resultFile: text,
  directory: text,
  compression: readCompression,
  bufferBytes: numberOf('buffer-size'),
  spool: text,
});

/** Throws `usage` for what no dump has, or would not take. */
export const readInput: (input: PartialDumpOptions) => CheckedInput = (input) =>
  group<CheckedInput>(
    {
      connection: readConnection,
      selection: readSelection,
      window: readWindow,
      format: readFormat,
      replication: readReplication,
      output: readOutput,
      errors: group<Errors>({ force: flag }, DROPIN_ONLY.errors),
      threads: numberOf('threads'),
      chunkBytes: numberOf('chunk-size'),
      verifySource: flag,
      kernel: choice('ts', 'wasm'),
      journalDir: name,
    },
    ['personality'],
  )(input, 'dump');
