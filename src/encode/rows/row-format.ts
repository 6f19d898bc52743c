// What the engine needs of a row encoder, whatever format it writes. Types only.

/** Hands out at least so many bytes of a buffer, from `at` on. */
export type Room = (bytes: number) => { readonly to: Uint8Array; readonly at: number };

/** Writes row packets of the text protocol as rows of a format. */
export interface EncodesRows {
  /** Where the last row that was read ends, where the encoder knows it. */
  readonly readEnd?: number;
  /** Room that encode() may need for a row packet of `packetBytes`. */
  boundBytes(packetBytes: number): number;
  /** Writes the row to `to` at `at` and returns where it ends; see boundBytes(). */
  encode(to: Uint8Array, at: number, packet: Uint8Array, start: number): number;
  /** Exact length of the row, for one too large to be encoded in one piece. */
  measure(packet: Uint8Array, start: number): number;
  /**
   * The row in pieces that fit `pieceBytes` and a little, each written into the buffer that
   * `room` hands out. Yields how many bytes each piece took.
   */
  encodePieces(
    room: Room,
    pieceBytes: number,
    packet: Uint8Array,
    start: number,
  ): Generator<number, void>;
}
