// One row packet of the text protocol to one `<row>` of XML, from bytes to bytes, as the
// stock tools write it. Strict, it stays well formed: what XML cannot hold becomes hex.

import { ColumnKind } from './column-kind.js';
import type { EncodesRows, Room } from './row-format.js';
import { hexInto } from '../text/escape.js';
import { isLetter } from './number.js';
import { TextValues } from './packet-value.js';
import { quoteXml } from '../text/xml-text.js';

/** Longest entity, `&quot;`. */
const GROWTH_MAX = 6;
const ROW = Buffer.from('\t<row>\n');
const END_ROW = Buffer.from('\t</row>\n');
const END_FIELD = Buffer.from('</field>\n');
const NULL_WORD = Buffer.from('NULL');
const EMPTY = Buffer.alloc(0);

export interface XmlField {
  /** As it is written to the dump, one character a byte. */
  readonly name: string;
  readonly kind: ColumnKind;
}

interface Tags {
  readonly open: Buffer;
  readonly openHex: Buffer;
  readonly nil: Buffer;
  readonly kind: ColumnKind;
}

export class XmlRowEncoder implements EncodesRows {
  readonly #fields: readonly Tags[];
  readonly #entities: readonly Buffer[];
  /** Values with a character that XML does not know are written as hex. */
  readonly #strict: boolean;
  readonly #overheadBytes: number;
  readonly #reader = new TextValues();

  constructor(fields: readonly XmlField[], strict: boolean) {
    this.#fields = fields.map(toTags);
    this.#strict = strict;
    this.#entities = strict ? STRICT_ENTITIES : ENTITIES;
    const tags = this.#fields.map(({ openHex, nil }) =>
      Math.max(openHex.length + END_FIELD.length + NULL_WORD.length, nil.length),
    );
    this.#overheadBytes = tags.reduce((sum, bytes) => sum + bytes, ROW.length + END_ROW.length);
  }

  boundBytes(packetBytes: number): number {
    return GROWTH_MAX * packetBytes + this.#overheadBytes;
  }

  encode(to: Uint8Array, at: number, packet: Uint8Array, start: number): number {
    let position = put(to, at, ROW);
    let read = start;
    for (const field of this.#fields) {
      read = this.#reader.read(packet, read);
      const { start: from, end } = this.#reader;
      position = put(to, position, this.#opening(field, packet));
      if (from < 0) continue;
      position = this.#encodeValue(field, to, position, packet, from, end);
      position = put(to, position, END_FIELD);
    }
    return put(to, position, END_ROW);
  }

  measure(packet: Uint8Array, start: number): number {
    let bytes = 0;
    for (const piece of this.encodePieces(scratchRoom, SCRATCH_BYTES, packet, start)) {
      bytes += piece;
    }
    return bytes;
  }

  *encodePieces(
    room: Room,
    pieceBytes: number,
    packet: Uint8Array,
    start: number,
  ): Generator<number, void> {
    const step = Math.max(1, Math.floor(pieceBytes / GROWTH_MAX));
    yield putPiece(room, ROW);
    let read = start;
    for (const field of this.#fields) {
      read = this.#reader.read(packet, read);
      const { start: from, end } = this.#reader;
      const isHex = this.#isHex(field, packet, from, end);
      yield putPiece(room, this.#opening(field, packet));
      if (from < 0) continue;
      for (let index = from; index < end; index += step) {
        const until = Math.min(end, index + step);
        const { to, at } = room(GROWTH_MAX * (until - index));
        const stop = isHex
          ? hexInto(to, at, packet, index, until)
          : this.#encodeValue(field, to, at, packet, index, until);
        yield stop - at;
      }
      yield putPiece(room, END_FIELD);
    }
    yield putPiece(room, END_ROW);
  }

  /** Of the value read last; all there is of a NULL. */
  #opening(field: Tags, packet: Uint8Array): Buffer {
    const { start, end } = this.#reader;
    if (start < 0) return field.nil;
    return this.#isHex(field, packet, start, end) ? field.openHex : field.open;
  }

  #isHex({ kind }: Tags, packet: Uint8Array, start: number, end: number): boolean {
    if (start >= end) return false;
    if (kind === ColumnKind.hex) return true;
    return this.#strict && kind === ColumnKind.text && hasControl(packet, start, end);
  }

  #encodeValue(
    field: Tags,
    to: Uint8Array,
    at: number,
    packet: Uint8Array,
    start: number,
    end: number,
  ): number {
    if (field.kind === ColumnKind.number || field.kind === ColumnKind.float) {
      if (isLetter(packet[start] as number)) return put(to, at, NULL_WORD);
    } else if (this.#isHex(field, packet, start, end)) {
      return hexInto(to, at, packet, start, end);
    }
    let position = at;
    for (let index = start; index < end; index++) {
      const byte = packet[index] as number;
      const entity = this.#entities[byte] as Buffer;
      if (entity.length === 0) to[position++] = byte;
      else position = put(to, position, entity);
    }
    return position;
  }
}

function toTags({ name, kind }: XmlField): Tags {
  const open = `\t\t<field name="${quoteXml(name)}"`;
  return {
    open: toBytes(`${open}>`),
    openHex: toBytes(`${open} xsi:type="xs:hexBinary">`),
    nil: toBytes(`${open} xsi:nil="true" />\n`),
    kind,
  };
}

function toBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

const ENTITIES: readonly Buffer[] = buildEntities('');
/** A reader of XML takes a bare carriage return for a line feed. */
const STRICT_ENTITIES: readonly Buffer[] = buildEntities('\r');

function buildEntities(referenced: string): Buffer[] {
  return Array.from({ length: 256 }, (_none, byte) => {
    const char = String.fromCharCode(byte);
    if (referenced.includes(char) && referenced !== '') return Buffer.from(`&#${byte};`);
    const entity = byte < 0x80 ? quoteXml(char) : char;
    return entity === char ? EMPTY : Buffer.from(entity);
  });
}

/** A control character that XML 1.0 has no way to write. */
function hasControl(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    const byte = bytes[index] as number;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return true;
  }
  return false;
}

const SCRATCH_BYTES = 1 << 16;

function scratchRoom(bytes: number): { to: Uint8Array; at: number } {
  return { to: new Uint8Array(bytes), at: 0 };
}

function put(to: Uint8Array, at: number, bytes: Uint8Array): number {
  for (let index = 0; index < bytes.length; index++) to[at + index] = bytes[index] as number;
  return at + bytes.length;
}

function putPiece(room: Room, bytes: Buffer): number {
  const { to, at } = room(bytes.length);
  return put(to, at, bytes) - at;
}
