// Frames of the client protocol: cut out of a stream, and put together.

const HEADER_BYTES = 4;

/** Hands on whole frames, header included. */
export class FrameCutter {
  readonly #onFrame: (frame: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onFrame: (frame: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  read(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (bytes.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + bytes.readUIntLE(0, 3);
      if (end > bytes.length) break;
      // A copy: it may be kept longer than the chunk lives.
      this.#onFrame(Buffer.from(bytes.subarray(0, end)));
      bytes = bytes.subarray(end);
    }
    this.#rest = Buffer.from(bytes);
  }
}

/** `bytes` claims another length than the payload's. */
export function toFrame(payload: Buffer, sequence: number, bytes: number = payload.length): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUIntLE(bytes, 0, 3);
  header[3] = sequence & 0xff;
  return Buffer.concat([header, payload]);
}

/** An answer, its frames numbered. */
export function toAnswer(...payloads: readonly Buffer[]): Buffer {
  return Buffer.concat(payloads.map((payload, index) => toFrame(payload, index + 1)));
}

/** A string or number of the protocol. */
export function lengthEncoded(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string, 'latin1');
  if (bytes.length < 0xfb) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const header = Buffer.alloc(4, 0xfd);
  header.writeUIntLE(bytes.length, 1, 3);
  return Buffer.concat([header, bytes]);
}

/** The description of a column of an answer. */
export function toColumn(name: string, type: number = 253, charset: number = 45): Buffer {
  const fixed = Buffer.alloc(13);
  fixed[0] = 12;
  fixed.writeUInt16LE(charset, 1);
  fixed.writeUInt32LE(1024, 3);
  fixed[7] = type;
  return Buffer.concat([...['def', '', '', '', name, ''].map(lengthEncoded), fixed]);
}

export const END: Buffer = Buffer.from([0xfe, 0, 0, 2, 0]);
export const OK: Buffer = Buffer.from([0, 0, 0, 2, 0, 0, 0]);

/** A result of text. */
export function toResult(names: readonly string[], rows: readonly (readonly string[])[]): Buffer {
  return toAnswer(
    Buffer.from([names.length]),
    ...names.map((name) => toColumn(name)),
    END,
    ...rows.map((row) => Buffer.concat(row.map(lengthEncoded))),
    END,
  );
}
