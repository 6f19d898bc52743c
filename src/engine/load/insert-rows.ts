// Rows as the INSERTs they came from, cut where a statement would be larger than the target takes.

import type { Session } from '../../mysql/protocol/session.js';
import type { TupleRun } from '../statements/statement.js';
import { ReferenceTupleScanner } from '../statements/tuple-scanner.js';

/** What a packet holds beside the statement. */
const PACKET_OVERHEAD_BYTES = 64;
const [COMMA, SPACE] = [0x2c, 0x20] as const;

/** The tuples of one run from `at` on. */
export async function insertRows(
  session: Session,
  run: TupleRun,
  at: number,
  maxAllowedPacket: number,
): Promise<void> {
  const { head } = run;
  const room = maxAllowedPacket - PACKET_OVERHEAD_BYTES;
  const from = skipComma(run.tuples, at);
  for (const part of cutTuples(run, from, room - head.text.length)) {
    await session.execute(Buffer.concat([head.text, part]));
  }
}

/** One tuple that came in pieces, as the one statement it has to be. */
export async function insertPieces(session: Session, pieces: readonly TupleRun[]): Promise<void> {
  const [first] = pieces;
  if (first === undefined) return;
  await session.execute(Buffer.concat([first.head.text, ...pieces.map(({ tuples }) => tuples)]));
}

/** Whole tuples of at most `bytesMax`, or one that is longer. */
function* cutTuples(
  { head, tuples }: TupleRun,
  from: number,
  bytesMax: number,
): Generator<Uint8Array> {
  if (tuples.length - from <= bytesMax) {
    if (from < tuples.length) yield tuples.subarray(from);
    return;
  }
  const scanner = new ReferenceTupleScanner();
  scanner.begin(head.rules.escapes, head.rules.ansiQuotes);
  let start = from;
  let end = from;
  for (let at = from; at < tuples.length; ) {
    at = scanner.scan(tuples, at, tuples.length, 1);
    const tupleEnd = scanner.tuples > 0 ? scanner.tupleEnd : tuples.length;
    if (tupleEnd - start > bytesMax && end > start) {
      yield tuples.subarray(start, end);
      start = skipComma(tuples, end);
    }
    end = tupleEnd;
    if (scanner.tuples === 0) break;
  }
  yield tuples.subarray(start, tuples.length);
}

function skipComma(tuples: Uint8Array, from: number): number {
  let at = from;
  while (at < tuples.length && ((tuples[at] as number) <= SPACE || tuples[at] === COMMA)) at++;
  return at;
}
