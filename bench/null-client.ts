// The floor under every figure: sends the SELECTs of a dump and throws the rows away, with
// the session tsdump reads through. What it needs is the server and the socket.
//
//   node null-client.js SOCKET FILE    one statement per line, see record-selects.ts

import { readFileSync } from 'node:fs';
import { openSession } from '../src/mysql/protocol/connect.js';
import { readServerFacts } from '../src/mysql/server/facts.js';
import { prepareSession } from '../src/mysql/server/prepare-session.js';

const [socket, file] = process.argv.slice(2);
if (socket === undefined || file === undefined) throw new Error('give a socket and a file');

const session = await openSession({
  host: 'localhost',
  port: 0,
  socket,
  user: 'root',
  password: '',
  sslMode: 'disabled',
  sslCa: undefined,
  sslCert: undefined,
  sslKey: undefined,
  connectTimeoutMs: 10_000,
  initCommand: undefined,
  maxAllowedPacket: 1 << 30,
  charset: 'utf8mb4',
});
await prepareSession(session, await readServerFacts(session), {
  charset: 'utf8mb4',
  compatible: [],
  tzUtc: true,
  skipGipk: false,
});
const nobody = { columns: () => undefined, row: () => undefined };
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const [format, sql] = line.split('\t', 2);
  if (sql !== undefined) await session.stream(sql, nobody, format === 'binary' ? format : 'text');
}
await session.close();
