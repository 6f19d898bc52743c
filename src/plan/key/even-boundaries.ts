// Where to try to cut between two numbers: at the multiples of a power of two. They stay
// where they are when rows come and go elsewhere, or when an estimate changes a little. Pure.

/** The multiples above `least`, up to `greatest`, that make about `pieces` pieces, at least 2. */
export function* listGridPoints(
  least: bigint,
  greatest: bigint,
  pieces: number,
): Generator<bigint, void> {
  const span = greatest - least;
  if (span <= 0n) return;
  const step = chooseStep(span, pieces);
  for (let point = floor(least, step) + step; point <= greatest; point += step) yield point;
}

function chooseStep(span: bigint, pieces: number): bigint {
  const wanted = Math.max(0, Math.round(Math.log2(Number(span) / Math.max(2, pieces))));
  let step = 1n << BigInt(wanted);
  while (step > 1n && step * 2n > span) step >>= 1n;
  return step;
}

function floor(value: bigint, step: bigint): bigint {
  const rest = value % step;
  return rest < 0n ? value - rest - step : value - rest;
}
