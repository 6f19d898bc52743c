// What we send after login: frames of the client protocol. What the server says to them is
// read in session.ts.

export const COM_QUIT: Buffer = Buffer.from([1, 0, 0, 0, 1]);
export const COM_PING: Buffer = Buffer.from([1, 0, 0, 0, 0x0e]);
const COM_INIT_DB = 2;
const COM_QUERY = 3;
const COM_STMT_PREPARE = 0x16;
const COM_STMT_EXECUTE = 0x17;
const COM_STMT_CLOSE = 0x19;
const FRAME_MAX = 0xffffff;
const HEADER_BYTES = 4;

export function buildQuery(sql: Buffer): Buffer {
  return buildFrames(COM_QUERY, sql);
}

export function buildInitDb(schema: Buffer): Buffer {
  return buildFrames(COM_INIT_DB, schema);
}

export function buildPrepare(sql: Buffer): Buffer {
  return buildFrames(COM_STMT_PREPARE, sql);
}

/** Without parameters, and without a cursor: rows come as they do to a query. */
export function buildExecute(statement: number): Buffer {
  const body = Buffer.alloc(9);
  body.writeUInt32LE(statement, 0);
  body.writeUInt32LE(1, 5);
  return buildFrames(COM_STMT_EXECUTE, body);
}

/** The server does not answer. */
export function buildClose(statement: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt32LE(statement, 0);
  return buildFrames(COM_STMT_CLOSE, body);
}

/** Of a request built here. */
export function countFrames(request: Buffer): number {
  return Math.ceil(request.length / (HEADER_BYTES + FRAME_MAX));
}

function buildFrames(command: number, body: Buffer): Buffer {
  const bytes = body.length + 1;
  const count = Math.floor(bytes / FRAME_MAX) + 1;
  const frames = Buffer.allocUnsafe(bytes + count * HEADER_BYTES);
  let from = -1;
  let to = 0;
  for (let sequence = 0; sequence < count; sequence++) {
    const until = Math.min(body.length, from + FRAME_MAX);
    to = frames.writeUIntLE(until - from, to, 3);
    to = frames.writeUInt8(sequence & 0xff, to);
    if (from < 0) to = frames.writeUInt8(command, to);
    to += body.copy(frames, to, Math.max(from, 0), until);
    from = until;
  }
  return frames;
}
