// Recycles the ArrayBuffers that travel from the serializer through the codec, so that a
// dump of any size touches the same few pages of memory. Holds free buffers only; the
// bytes it keeps are bounded, and a buffer grown for one huge row is let go.

/** Smaller ones are not worth keeping. */
const KEPT_BYTES_MIN = 64 * 1024;
const KEPT_BUFFER_BYTES_MAX = 4 * 1024 * 1024;
const KEPT_TOTAL_BYTES_MAX = 16 * 1024 * 1024;

export class BufferPool {
  readonly #free: ArrayBuffer[] = [];
  #freeBytes = 0;

  /** At least `bytes` long, with whatever was in it before. */
  acquire(bytes: number): Uint8Array<ArrayBuffer> {
    const at = this.#free.findLastIndex((buffer) => buffer.byteLength >= bytes);
    const [found] = at < 0 ? [] : this.#free.splice(at, 1);
    if (found === undefined) return new Uint8Array(bytes);
    this.#freeBytes -= found.byteLength;
    return new Uint8Array(found);
  }

  /** `buffer` must not be touched by anybody else from here on. */
  release(buffer: ArrayBuffer): void {
    const bytes = buffer.byteLength;
    if (bytes < KEPT_BYTES_MIN || bytes > KEPT_BUFFER_BYTES_MAX) return;
    if (this.#freeBytes + bytes > KEPT_TOTAL_BYTES_MAX) return;
    this.#freeBytes += bytes;
    this.#free.push(buffer);
  }
}
