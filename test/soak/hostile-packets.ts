// Packets no server sends, one lie each: in the login, in small answers, among rows. Each ends
// the dump soon, with a documented status, in bounded memory, and nothing is given away.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dumpFromLiar, type Ended, examineEnded, LIED_TO } from './hostile-answers.js';
import type { HostileBed } from './hostile-bed.js';
import { END, lengthEncoded, OK, toAnswer, toColumn, toFrame, toResult } from './frames.js';
import type { Lie } from './lying-server.js';
import type { Score } from './part.js';

const MIB = 1 << 20;
/** Node and code, and twice what is allowed for a packet. */
const PEAK_BYTES_MAX = 420 * MIB;
const PACKET_LIMIT = '--max-allowed-packet=64M';
/** Small answers may have 640 MiB, most of it for what is around their bytes. */
const ENDLESS_PEAK_BYTES_MAX = 1100 * MIB;
/** Number of a frame that is taken anywhere: an answer may begin with it. */
const ANY = 1;
const PASSWORD = 'open-sesame';
const SECRET = 'the secret of the client';
const ESCAPES = '\x1b]0;pwned\x07\x1b[2J';

export interface NamedLie {
  readonly name: string;
  readonly lie: Lie;
  readonly args?: readonly string[];
  readonly peakBytesMax?: number;
  /** It may go unnoticed: nothing that is dumped hangs on it. */
  readonly mayPass?: boolean;
}

/** A file of the client's, which a server may ask for. */
export function writeSecret(bed: HostileBed): string {
  const secret = join(bed.nextOutput(), 'secret');
  writeFileSync(secret, SECRET);
  return secret;
}

/** Returns the highest resident size of the dumps, in bytes. */
export async function tryPacketLies(
  bed: HostileBed,
  lies: readonly NamedLie[],
  score: Score,
): Promise<number> {
  const file = join(bed.nextOutput(), 'lied.sql');
  let peak = 0;
  for (const { name, lie, args = [], peakBytesMax = PEAK_BYTES_MAX, mayPass } of lies) {
    const ended = await dumpFromLiar(bed, lie, file, [PACKET_LIMIT, ...args]);
    const complaints = await examineEnded(bed, ended, file, Buffer.alloc(0));
    if (ended.code === 0 && mayPass !== true) complaints.push('goes unnoticed');
    if (ended.waited) complaints.push('goes on for ever');
    complaints.push(...examineSecrets(ended));
    peak = Math.max(peak, ended.peakBytes);
    if (ended.peakBytes > peakBytesMax) complaints.push(`peak ${ended.peakBytes >> 20} MiB`);
    score.count('packet that is none', name, complaints);
  }
  return peak;
}

function examineSecrets({ heard }: Ended): string[] {
  return [PASSWORD, SECRET]
    .filter((text) => heard.includes(text))
    .map((text) => `gave away ${text}`);
}

export function listPacketLies(secret: string): NamedLie[] {
  return [...listLoginLies(), ...listAnswerLies(secret), ...listRowLies(), ...listReplicaLies()];
}

const isVersion = /@@version AS/;
const isRows = new RegExp(`SQL_NO_CACHE.*${LIED_TO}.*\`t\``);
const isDefinition = /show create table `t`/i;

/** `lie` in place of the answer to the first statement that matches. */
function answering(which: RegExp, lie: Buffer | (() => Buffer | AsyncIterable<Buffer>)): Lie {
  return {
    answer: (sql) => (which.test(sql) ? (Buffer.isBuffer(lie) ? lie : lie()) : undefined),
  };
}

function listLoginLies(): NamedLie[] {
  const password = [`--password=${PASSWORD}`];
  const lies: NamedLie[] = [
    { name: 'asks for the password as it is', lie: instead(switchTo('mysql_clear_password')) },
    { name: 'asks for the password of dialog', lie: instead(switchTo('dialog')) },
    { name: 'asks for a plugin with escapes', lie: instead(switchTo(ESCAPES)) },
    { name: 'asks for a plugin without a name', lie: instead(Buffer.from([0xfe])) },
    { name: 'asks for old passwords', lie: instead(switchTo('mysql_old_password')) },
    {
      name: 'sends a key that is none',
      lie: instead(switchTo('caching_sha2_password'), more(4), more(0x41)),
    },
    {
      name: 'says the key twice',
      lie: instead(switchTo('caching_sha2_password'), more(4), more(4), more(4)),
    },
    { name: 'asks for sha256 with no key', lie: instead(switchTo('sha256_password'), more(0x41)) },
    { name: 'speaks out of turn', lie: instead(Buffer.from([0x42])) },
    { name: 'answers the login with nothing', lie: instead(Buffer.alloc(0)) },
    { name: 'refuses the login without a reason', lie: instead(Buffer.from([0xff])) },
    { name: 'refuses the login with escapes', lie: instead(toError(1045, ESCAPES)) },
    { name: 'asks for a file at login', lie: instead(Buffer.from('\xfb/etc/passwd', 'latin1')) },
    { name: 'greets with an error with escapes', lie: greeting(() => [toError(1040, ESCAPES)]) },
    { name: 'greets with an error without a number', lie: greeting(() => [Buffer.from([0xff])]) },
    { name: 'greets with nothing', lie: greeting(() => [Buffer.alloc(0)]) },
    {
      name: 'greets in HTTP',
      lie: greeting(() => [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')]),
    },
    { name: 'greets with a megabyte', lie: greeting(() => [Buffer.alloc(MIB, 'x')]) },
    {
      name: 'greets twice',
      lie: greeting((payload) => [payload, payload]),
    },
    ...[1, 5, 12, 20, 30, 44, 60].map((bytes) => ({
      name: `greets with ${bytes} bytes`,
      lie: greeting((payload: Buffer) => [payload.subarray(0, bytes)]),
    })),
  ];
  return lies.map((lie) => ({ ...lie, args: [...password, '--connect-timeout=5'] }));
}

function toError(errno: number, text: string): Buffer {
  const header = Buffer.from([0xff, errno & 0xff, errno >> 8]);
  return Buffer.concat([header, Buffer.from(`#HY000${text}`)]);
}

function listAnswerLies(secret: string): NamedLie[] {
  const wantsFile = toAnswer(Buffer.concat([Buffer.from([0xfb]), Buffer.from(secret)]));
  const first = (name: string, lie: Buffer): NamedLie => ({ name, lie: answering(isVersion, lie) });
  return [
    ...[isVersion, isRows, isDefinition, /^SET /, /GET_LOCK/, /START TRANSACTION|FLUSH/].map(
      (which) => ({
        name: `asks for a file at ${which.source}`,
        lie: answering(which, wantsFile),
      }),
    ),
    first('an empty packet', toAnswer(Buffer.alloc(0))),
    first('an OK without a status', toAnswer(Buffer.from([0]))),
    first('an OK with numbers beyond it', toAnswer(Buffer.from([0, 0xfe, 1]))),
    first('an OK where rows are due', toAnswer(OK)),
    first('columns by the billion', big([0xfe])),
    first('no columns', toAnswer(Buffer.from([0xfc, 0, 0]))),
    first('columns by 0xfd', toAnswer(Buffer.from([0xfd, 1, 0, 0]))),
    first('columns by 0xff', big([0xff])),
    first('an error without a number', toAnswer(Buffer.from([0xff]))),
    first('an error with escapes', toAnswer(toError(1064, `${ESCAPES}\ntsdump: all is well`))),
    first('an error of a megabyte', toAnswer(toError(1064, 'x'.repeat(MIB)))),
    first(
      'a column that is cut off',
      toAnswer(Buffer.from([1]), toColumn('x').subarray(0, 9), END, END),
    ),
    first('a column of nothing', toAnswer(Buffer.from([1]), Buffer.alloc(0))),
    first(
      'a column whose name has no end',
      toAnswer(
        Buffer.from([1]),
        Buffer.from([3, 100, 101, 102, 0xfe, 255, 255, 255, 255, 255, 255, 255, 255]),
      ),
    ),
    first('columns without an end', toAnswer(Buffer.from([1]), toColumn('x'), toColumn('y'), END)),
    first(
      'rows without an end of columns',
      toAnswer(Buffer.from([1]), toColumn('version'), lengthEncoded('9.7.4'), END),
    ),
    first('other columns than asked for', toResult(['x'], [['y']])),
    first(
      'a version that is none',
      toResult(
        ['version', 'comment', 'hostname', 'port', 'datadir', 'account'],
        [[ESCAPES, '', '', '', '', '']],
      ),
    ),
    first(
      'no rows',
      toResult(['version', 'comment', 'hostname', 'port', 'datadir', 'account'], []),
    ),
    {
      name: 'results without an end',
      lie: answering(isVersion, () => endless(toAnswer(Buffer.from([0, 0, 0, 10, 0, 0, 0])))),
    },
    {
      name: 'a packet without an end',
      lie: answering(isVersion, () => endless(toFrame(Buffer.alloc(0xffffff, 'x'), ANY))),
    },
    {
      name: 'a column as long as a packet can be',
      lie: answering(isVersion, () =>
        after(toAnswer(Buffer.from([0xfc, 0xff, 0xff])), toFrame(Buffer.alloc(0xfffff0, 3), 2)),
      ),
    },
    {
      name: 'rows without an end where one is due',
      lie: answering(isVersion, () =>
        after(toAnswer(Buffer.from([1]), toColumn('version'), END), tinyRows()),
      ),
      peakBytesMax: ENDLESS_PEAK_BYTES_MAX,
    },
    {
      name: 'tables without an end',
      lie: answering(/SHOW FULL TABLES/, () =>
        after(
          toAnswer(Buffer.from([2]), toColumn('Tables'), toColumn('Table_type'), END),
          manyTables(),
        ),
      ),
      peakBytesMax: ENDLESS_PEAK_BYTES_MAX,
    },
  ];
}

async function* endless(bytes: Buffer): AsyncGenerator<Buffer, void> {
  for (;;) yield await Promise.resolve(bytes);
}

async function* after(head: Buffer, bytes: Buffer): AsyncGenerator<Buffer, void> {
  yield head;
  yield* endless(bytes);
}

function tinyRows(): Buffer {
  return Buffer.concat(Array<Buffer>(4096).fill(toFrame(lengthEncoded('9.7.4'), ANY)));
}

function manyTables(): Buffer {
  return Buffer.concat(Array<Buffer>(4096).fill(toFrame(toRow('a_table', 'BASE TABLE'), ANY)));
}

/** In place of the rows of table `t`: id, price, word, raw. */
function listRowLies(): NamedLie[] {
  const columns = [
    toColumn('id', 3),
    toColumn('price', 246),
    toColumn('word'),
    toColumn('raw', 252, 63),
  ];
  const rows = (name: string, ...packets: readonly Buffer[]): NamedLie => ({
    name: `among rows ${name}`,
    lie: answering(isRows, toAnswer(Buffer.from([4]), ...columns, END, ...packets)),
  });
  const sql = [
    '1); DROP DATABASE canary; -- ',
    "1') ,('",
    '1 /*',
    '0x',
    '1;\nDROP DATABASE canary;\n',
  ];
  return [
    ...sql.map((text) => rows(`a number ${JSON.stringify(text)}`, toRow(text, '1', 'x', 'y'), END)),
    ...sql.map((text) =>
      rows(`a decimal ${JSON.stringify(text)}`, toRow('1', text, 'x', 'y'), END),
    ),
    rows('a cell too few', toRow('1', '2', 'x'), END),
    rows('a cell too many', toRow('1', '2', 'x', 'y', 'z'), END),
    rows('a cell beyond the packet', Buffer.from([1, 0x31, 1, 0x32, 200, 0x61]), END),
    rows('a cell of 2^64 bytes', Buffer.concat([toRow('1', '2'), Buffer.alloc(9, 0xfe)]), END),
    rows('a cell of 0xff', Buffer.concat([toRow('1', '2', 'x'), Buffer.from([0xff, 1])]), END),
    rows('an error without a number', toRow('1', '2', 'x', 'y'), Buffer.from([0xff])),
    rows('an error with escapes', toRow('1', '2', 'x', 'y'), toError(1105, ESCAPES)),
    rows('an end without a status', toRow('1', '2', 'x', 'y'), Buffer.from([0xfe])),
    rows('an empty packet', Buffer.alloc(0), END),
    rows('more than there are', ...Array<Buffer>(3).fill(toRow('1', '2', 'x', 'y')), END),
    {
      name: 'among rows other columns than asked for',
      lie: answering(isRows, toAnswer(Buffer.from([1]), toColumn('id', 3), END, toRow('1'), END)),
    },
    {
      name: 'among rows a column of no known type',
      lie: answering(
        isRows,
        toAnswer(Buffer.from([4]), ...columns.slice(1), toColumn('x', 99), END, END),
      ),
    },
    {
      name: 'among rows a packet without an end',
      lie: answering(isRows, () =>
        after(
          toAnswer(Buffer.from([4]), ...columns, END),
          toFrame(Buffer.alloc(0xffffff, 0x31), ANY),
        ),
      ),
    },
    {
      name: 'among rows frames out of order',
      lie: { bytes: (chunk) => renumber(chunk) },
    },
  ];
}

function toRow(...cells: readonly string[]): Buffer {
  return Buffer.concat(cells.map((cell) => lengthEncoded(cell)));
}

/** Shifts the number of each frame that lies whole in `chunk`. */
function renumber(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  for (let at = 0; at + 4 <= copy.length; at += 4 + copy.readUIntLE(at, 3)) {
    copy[at + 3] = ((copy[at + 3] ?? 0) + 7) & 0xff;
  }
  return copy;
}

/** What a replica would say of its source, which nobody checks: it stands in the dump. */
function listReplicaLies(): NamedLie[] {
  const names = [
    'Source_Host',
    'Source_Port',
    'Relay_Source_Log_File',
    'Exec_Source_Log_Pos',
    'Channel_Name',
    'Replica_SQL_Running',
    'Master_Host',
    'Master_Port',
    'Relay_Master_Log_File',
    'Exec_Master_Log_Pos',
    'Connection_name',
    'Slave_SQL_Running',
  ];
  const texts = [
    "x'; DROP DATABASE canary; -- ",
    'x\nDROP DATABASE canary;\n-- ',
    "x\\'; DROP DATABASE canary; -- ",
    'x\n\\! touch pwned\n',
    `x${ESCAPES}`,
  ];
  return ['--dump-replica=1', '--dump-replica=2'].flatMap((option) =>
    texts.map((text) => {
      const row = names.map((name) =>
        /Port|Pos/.test(name) ? '4' : /Running/.test(name) ? 'No' : text,
      );
      const status = toResult(names, [row, row]);
      return {
        name: `a replica ${option} of ${JSON.stringify(text)}`,
        lie: {
          answer: (sql: string) =>
            /^SHOW (?:ALL SLAVES|REPLICA|SLAVE) STATUS/.test(sql)
              ? status
              : /^(?:STOP|START) /.test(sql)
                ? toAnswer(OK)
                : undefined,
        },
        args: [option, '--source-data=0', '--include-source-host-port'],
        mayPass: true,
      };
    }),
  );
}

function greeting(change: (payload: Buffer) => readonly Buffer[]): Lie {
  return {
    login: (payload, index) => (index === 0 ? change(payload) : undefined),
  };
}

function instead(...packets: readonly Buffer[]): Lie {
  return {
    login: (_payload, index) => (index === 1 ? packets : undefined),
  };
}

function switchTo(plugin: string, data = 'x'.repeat(20)): Buffer {
  return Buffer.concat([Buffer.from([0xfe]), Buffer.from(`${plugin}\0${data}\0`)]);
}

function more(...bytes: number[]): Buffer {
  return Buffer.from([1, ...bytes]);
}

function big(prefix: number[]): Buffer {
  return toAnswer(Buffer.from([...prefix, ...Array<number>(8).fill(0xff)]));
}
