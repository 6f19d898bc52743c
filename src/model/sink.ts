// The port at the end of the pipe: where the bytes of a dump go. Implemented by
// storage/; compress/ sits in front of it.

export interface Sink {
  /**
   * Takes `bytes`; resolves when they were handed to the system. The caller must not
   * touch the buffer until then. Rejects with `write-failed`.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Makes the dump visible and durable. Rejects with `write-failed`. */
  commit(): Promise<void>;
  /** Leaves nothing behind that looks whole. Never rejects, safe to call twice. */
  abort(): Promise<void>;
}

/** SQL bytes in, encoded bytes to the sink. */
export interface Compressor {
  /** Encoded bytes handed to the sink so far. */
  readonly writtenBytes: number;
  /** A buffer of at least `bytes` bytes to fill and push; recycled, so it is not zeroed. */
  acquire(bytes: number): Uint8Array<ArrayBuffer>;
  /**
   * Takes ownership of `bytes` and its whole ArrayBuffer, which is transferred: the view
   * is dead afterwards. Resolves when there is room for more: backpressure. Rejects with
   * `write-failed` once anything failed.
   */
  push(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Resolves when everything pushed so far was handed to the sink; rejects as push() does. */
  drain(): Promise<void>;
  /** Ends the stream; resolves when every byte was written to the sink. */
  finish(): Promise<void>;
  /**
   * Ends a failed dump: writes `poison` where the sink still takes it, and leaves the
   * compressed stream unfinished so that decoders complain. Never rejects.
   */
  fail(poison: Uint8Array<ArrayBuffer>): Promise<void>;
}
