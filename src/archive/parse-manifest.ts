// A manifest to JSON, and JSON, which may come from anywhere, to a Manifest that code may trust: every
// number is one, every name of a file stays in its directory. Pure.

import { TsdumpError } from '../base/errors.js';
import type { Manifest } from '../model/manifest.js';

/** A dump of a million sections has less. */
export const MANIFEST_BYTES_MAX: number = 256 * 1024 * 1024;

type Json = Readonly<Record<string, unknown>>;

/** Throws `bug` where it could not be read again. */
export function buildManifest(manifest: Manifest): Uint8Array {
  const json = Buffer.from(JSON.stringify(manifest));
  if (json.byteLength <= MANIFEST_BYTES_MAX) return json;
  throw new TsdumpError('bug', `a manifest of ${json.byteLength} bytes is larger than we read`);
}

/** Throws `dump-unreadable` without saying of which file. */
export function parseManifest(json: Uint8Array): Manifest {
  const value = parseJson(json);
  if (!isObject(value) || value['format'] !== 'tsdump') throw unreadable('tsdump did not write it');
  if (value['version'] !== 1)
    throw new TsdumpError('dump-unreadable', 'it is of a version this tsdump does not know', {
      hint: 'Read it with the tsdump that wrote it, or a newer one.',
    });
  const { dump, sections } = value;
  if (!isObject(dump) || !isDumpFacts(dump)) throw unreadable('its facts are incomplete');
  if (!Array.isArray(sections)) throw unreadable('it has no list of sections');
  const wrong = sections.findIndex((section) => !isObject(section) || !isSection(section));
  if (wrong >= 0) throw unreadable(`its section ${wrong} is malformed`);
  return value as unknown as Manifest;
}

function parseJson(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as unknown;
  } catch {
    throw unreadable('it is not JSON');
  }
}

function isDumpFacts({ tool, startedAt, server, consistency, coordinates, codec }: Json): boolean {
  return (
    [tool, startedAt, consistency].every(isText) &&
    isObject(server) &&
    ['flavor', 'version', 'hostname', 'id'].every((name) => isText(server[name])) &&
    isObject(coordinates) &&
    isCoordinates(coordinates) &&
    (codec === 'none' || codec === 'gzip' || codec === 'zstd')
  );
}

function isCoordinates({
  binlog,
  gtidExecuted,
  gtidBinlogPos,
  gtidSlavePos,
  replica,
}: Json): boolean {
  return (
    isOptional(binlog, isPosition) &&
    [gtidExecuted, gtidBinlogPos, gtidSlavePos].every((gtid) => isOptional(gtid, isText)) &&
    Array.isArray(replica) &&
    replica.every(
      (source) =>
        isPosition(source) &&
        isText(source['host']) &&
        isCount(source['port']) &&
        isText(source['channel']),
    )
  );
}

function isPosition(value: unknown): value is Json {
  return isObject(value) && isText(value['file']) && isCount(value['position']);
}

function isSection({ kind, schema, name, chunk, rows, frames, sha256, file }: Json): boolean {
  return (
    isText(kind) &&
    isOptional(schema, isText) &&
    isOptional(name, isText) &&
    isOptional(chunk, isCount) &&
    isCount(rows) &&
    Array.isArray(frames) &&
    frames.every(
      (frame) => isObject(frame) && isCount(frame['sqlBytes']) && isCount(frame['storedBytes']),
    ) &&
    isText(sha256) &&
    isOptional(file, isFileName)
  );
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Of a file in the dump's own directory. */
function isFileName(value: unknown): boolean {
  return isText(value) && /^[^/\0]+$/.test(value) && value !== '.' && value !== '..';
}

function isOptional(value: unknown, is: (value: unknown) => boolean): boolean {
  return value === undefined || is(value);
}

function unreadable(reason: string): TsdumpError {
  return new TsdumpError('dump-unreadable', reason);
}
