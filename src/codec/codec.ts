// The port between the compressor, which knows order, backpressure and errors, and the
// codecs, which know only how to encode. A codec answers in the order it was asked.

/** What the decoder shall have seen once the answer is written. */
export type EncodeMode =
  /** Whatever suits the codec. */
  | 'continue'
  /** Every byte so far; the stream stays open. */
  | 'flush'
  /** A whole stream, ended properly; what follows begins another one. */
  | 'end';

export interface Encoded {
  /** In order; may be empty. */
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  /** The buffer that was encoded, free again once `chunks` are written. */
  readonly input: ArrayBuffer;
}

export interface Codec {
  /** Takes ownership of `bytes` and its ArrayBuffer. Rejects when the codec is broken. */
  encode(bytes: Uint8Array<ArrayBuffer>, mode: EncodeMode): Promise<Encoded>;
  /** Gives a written chunk's buffer back. */
  recycle(chunk: ArrayBuffer): void;
  /** Frees everything and rejects what is still being encoded. Never rejects itself. */
  close(): Promise<void>;
}

export interface FrameDecoder {
  /**
   * The SQL of the one frame that `stored` is, all of it. A piece is valid until the next is
   * asked for. Rejects with `dump-damaged`, and as `stored` does.
   */
  decode(stored: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}
