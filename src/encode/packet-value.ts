// Where a value of a row packet ends: the length-encoded strings of the text protocol.
// Part of the row loop.

const NULL_VALUE = 0xfb;

/** Where the values of a row packet are, one after the other. */
export class PacketReader {
  /** Bounds of the value last read; `start` is -1 for NULL. */
  start = 0;
  end = 0;

  /** Reads the bounds of the value at `at` and returns where the next one is. */
  read(packet: Uint8Array, at: number): number {
    const first = packet[at] as number;
    if (first === NULL_VALUE) {
      this.start = -1;
      this.end = -1;
      return at + 1;
    }
    const width = first < NULL_VALUE ? 0 : first === 0xfc ? 2 : first === 0xfd ? 3 : 8;
    let length = width === 0 ? first : 0;
    let unit = 1;
    for (let index = 1; index <= width; index++) {
      length += (packet[at + index] as number) * unit;
      unit *= 256;
    }
    this.start = at + 1 + width;
    this.end = this.start + length;
    if (this.end > packet.length) throw new RangeError('a value is longer than its packet');
    return this.end;
  }
}
