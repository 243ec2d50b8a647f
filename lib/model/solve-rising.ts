const PRECISION = 1e-9;

/**
 * Where a rising function reaches 0, to 1e-9; `low` where it is nowhere below 0, `high` where it is below everywhere.
 * By bisection: what is solved here has steps, at which methods for smooth functions ask more often.
 */
export function solveRising(of: (x: number) => number, low: number, high: number): number {
  if (of(low) >= 0) return low;
  if (of(high) < 0) return high;
  let [from, to] = [low, high];
  while (to - from > PRECISION) {
    const middle = (from + to) / 2;
    if (of(middle) < 0) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
