// Cuts a byte stream into MySQL protocol packets without copying the ones that lie
// whole in a socket chunk. Knows framing only; what a packet means is session.ts.
//
// Frames are numbered. A number out of turn is how a byte too many or too few shows at once:
// the length read after it could be anything, and would be waited for without end.

import { Malformed } from '../../base/errors.js';

/** Longest payload of one frame; a frame this long is continued by the next. */
const FRAME_MAX = 0xffffff;
/** Of the first frame of an answer; the next may come in the same chunk. */
const FIRST_NUMBER = 1;
/** Of what is said unasked, that the connection is over; in a chunk of its own. */
const UNASKED_NUMBER = 0;
/** A carry buffer larger than this is given back after the packet it was made for. */
const CARRY_KEEP_BYTES = 1 << 20;

/**
 * Sees the payload `bytes[start, end)`. The bytes are valid until it returns, or until
 * the promise it returns settles: then the reader stops after this packet.
 */
export type OnPacket = (bytes: Buffer, start: number, end: number) => Promise<void> | undefined;

/** Where to read on, and what to wait for before. */
export interface Taken {
  readonly at: number;
  readonly wait: Promise<void> | undefined;
}

/** Takes whole packets with their headers from the front of `bytes[at, end)`, perhaps none. */
export type OnPackets = (bytes: Buffer, at: number, end: number) => Taken;

/** Carried packets are kept after room for a frame header of their own. */
const HEADER_BYTES = 4;

export class PacketReader {
  /** Of the request that is answered: the answer counts on from there. */
  requestFrames: number = FIRST_NUMBER;
  readonly #onPacket: OnPacket;
  readonly #onPackets: OnPackets;
  readonly #bytesMax: number;
  readonly #header = Buffer.alloc(4);
  #headerBytes = 0;
  /** Payload of a packet that spans chunks or frames. */
  #carry = Buffer.alloc(0);
  #carryBytes = 0;
  /** Bytes still missing of the frame being carried. */
  #missing = 0;
  #lastFrame = true;
  /** Of the last frame. */
  #number = 0;
  #chunk: Buffer | undefined;
  /** Up to here the whole frames of the chunk are numbered as they should be. */
  #numberedEnd = 0;

  /** A packet longer than `bytesMax` throws: what a server claims must not cost us memory. */
  constructor(onPacket: OnPacket, onPackets: OnPackets, bytesMax: number) {
    this.#onPacket = onPacket;
    this.#onPackets = onPackets;
    this.#bytesMax = bytesMax;
  }

  /** Of the packet that was read last. */
  get number(): number {
    return this.#number;
  }

  /**
   * Reads packets of `chunk` from `at`. Returns undefined when the chunk is used up, or
   * where to go on once `wait` has settled.
   */
  read(chunk: Buffer, at: number): { at: number; wait: Promise<void> } | undefined {
    if (chunk !== this.#chunk) {
      this.#chunk = chunk;
      this.#numberedEnd = 0;
    }
    while (at < chunk.length) {
      if (this.#headerBytes === 0 && this.#carryBytes === 0 && chunk.length - at >= 4) {
        if (at >= this.#numberedEnd) this.#checkNumbers(chunk, at);
        // Where a packet in the chunk could be too long each is looked at.
        const taken =
          chunk.length <= this.#bytesMax
            ? this.#onPackets(chunk, at, this.#numberedEnd)
            : { at, wait: undefined };
        at = taken.at;
        if (taken.wait !== undefined) return { at, wait: taken.wait };
        if (at < this.#numberedEnd) {
          const length = frameLength(chunk, at);
          const end = at + HEADER_BYTES + length;
          this.#check(length);
          const wait = this.#onPacket(chunk, at + HEADER_BYTES, end);
          at = end;
          if (wait !== undefined) return { at, wait };
          continue;
        }
      }
      at = this.#readPart(chunk, at);
      if (this.#headerBytes === 4 && this.#missing === 0 && this.#lastFrame) {
        const wait = this.#deliverCarry();
        if (wait !== undefined) return { at, wait };
      }
    }
    return undefined;
  }

  /** Takes header or payload bytes of a packet that does not lie whole in the chunk. */
  #readPart(chunk: Buffer, at: number): number {
    if (this.#headerBytes === 4 && this.#missing === 0) this.#headerBytes = 0;
    while (this.#headerBytes < 4 && at < chunk.length) {
      this.#header[this.#headerBytes++] = chunk[at++] as number;
      if (this.#headerBytes === 4) {
        const number = this.#header[3] as number;
        if (!this.#isDue(number)) throw this.#outOfTurn(number);
        this.#number = number;
        this.#missing = frameLength(this.#header, 0);
        this.#lastFrame = this.#missing < FRAME_MAX;
        this.#reserve(this.#carryBytes + this.#missing);
      }
    }
    const take = Math.min(this.#missing, chunk.length - at);
    if (this.#headerBytes === 4 && take > 0) {
      chunk.copy(this.#carry, HEADER_BYTES + this.#carryBytes, at, at + take);
      this.#carryBytes += take;
      this.#missing -= take;
    }
    return at + take;
  }

  /** Of the frames that lie whole in the chunk, as far as they are numbered as they should be. */
  #checkNumbers(chunk: Buffer, at: number): void {
    let end = at;
    while (end + HEADER_BYTES <= chunk.length) {
      const length = frameLength(chunk, end);
      const next = end + HEADER_BYTES + length;
      if (length === FRAME_MAX || next > chunk.length) break;
      const number = chunk[end + 3] as number;
      const isUnasked = end === 0 && number === UNASKED_NUMBER;
      if (!isUnasked && !this.#isDue(number)) {
        // What comes before it is handed on first.
        if (end > at) break;
        throw this.#outOfTurn(number);
      }
      this.#number = number;
      end = next;
    }
    this.#numberedEnd = end;
  }

  #isDue(number: number): boolean {
    const isNext = number === ((this.#number + 1) & 0xff);
    return isNext || number === FIRST_NUMBER || number === (this.requestFrames & 0xff);
  }

  #outOfTurn(number: number): Malformed {
    return new Malformed(`packet ${number} where ${(this.#number + 1) & 0xff} is due`);
  }

  #check(bytes: number): void {
    if (bytes <= this.#bytesMax) return;
    throw new RangeError(`a packet of ${bytes} bytes or more exceeds --max-allowed-packet`);
  }

  #reserve(bytes: number): void {
    this.#check(bytes);
    if (HEADER_BYTES + bytes <= this.#carry.length) return;
    // By half as much again: a packet of many frames is not copied once for each.
    const roomy = Math.min(this.#bytesMax, Math.ceil(this.#carry.length * 1.5));
    const grown = Buffer.allocUnsafeSlow(HEADER_BYTES + Math.max(bytes, roomy, 1 << 16));
    this.#carry.copy(grown, 0, 0, HEADER_BYTES + this.#carryBytes);
    this.#carry = grown;
  }

  #deliverCarry(): Promise<void> | undefined {
    const bytes = this.#carry;
    const length = this.#carryBytes;
    const end = HEADER_BYTES + length;
    this.#headerBytes = 0;
    this.#carryBytes = 0;
    if (bytes.length > CARRY_KEEP_BYTES) this.#carry = Buffer.alloc(0);
    if (length < FRAME_MAX) {
      bytes.writeUIntLE(length, 0, 3);
      const taken = this.#onPackets(bytes, 0, end);
      if (taken.at === end) return taken.wait;
      // Full before this one: it is written by itself, and what is waited for comes back.
      const wait = this.#onPacket(bytes, HEADER_BYTES, end);
      return taken.wait === undefined || wait === undefined
        ? (wait ?? taken.wait)
        : Promise.all([taken.wait, wait]).then(() => undefined);
    }
    return this.#onPacket(bytes, HEADER_BYTES, end);
  }
}

function frameLength(bytes: Buffer, at: number): number {
  return (
    (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16)
  );
}
