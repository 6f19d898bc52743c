// Drives a kernel over bytes of the wire that come in pieces, for tests of kernels.

import assert from 'node:assert/strict';
import { StatementGrouping } from '../../../src/encode/rows/statement-grouping.js';
import { type RowKernel, type RowLayout, Stop } from '../../../src/engine/kernel/row-kernel.js';

export function groupingOf({
  extendedInsert,
  netBufferLength,
  prefix,
}: RowLayout): StatementGrouping {
  return new StatementGrouping(netBufferLength, prefix.length, extendedInsert);
}

/** What `kernel` writes of `wire` when it comes in `pieces`; each rest is kept for the next. */
export function runAll(kernel: RowKernel, layout: RowLayout, pieces: readonly Buffer[]): Buffer {
  assert.ok(kernel.begin(layout));
  const grouping = groupingOf(layout);
  const written: Buffer[] = [];
  let rest = Buffer.alloc(0);
  for (const piece of pieces) {
    const wire = Buffer.concat([rest, piece]);
    let at = 0;
    for (let stop: Stop = Stop.full; stop === Stop.full; ) {
      const to = Buffer.alloc(24_000);
      stop = kernel.run(wire, at, wire.length, to, 7, grouping);
      assert.ok(stop !== Stop.full || kernel.readAt > at, 'a row never fits');
      assert.ok(to.subarray(0, 7).every((byte) => byte === 0));
      written.push(to.subarray(7, 7 + kernel.writtenBytes));
      at = kernel.readAt;
    }
    rest = wire.subarray(at);
  }
  assert.equal(rest.length, 0);
  return Buffer.concat(written);
}

export function cut(wire: Buffer, places: readonly number[]): Buffer[] {
  const edges = [
    0,
    ...places.map((place) => place % wire.length).sort((a, b) => a - b),
    wire.length,
  ];
  return edges.slice(1).map((edge, index) => wire.subarray(edges[index], edge));
}

export function describeDifference(got: Buffer, want: Buffer): string {
  const at = got.findIndex((byte, index) => byte !== want[index]);
  const show = (bytes: Buffer): string =>
    JSON.stringify(bytes.toString('latin1', at - 20, at + 30));
  return `at ${at}: ${show(got)} instead of ${show(want)}`;
}
