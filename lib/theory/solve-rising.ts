const PRECISION = 1e-9;
/** Below this width the function is smooth enough for a straight line to hit near its zero. */
const NARROW = 1;

/**
 * Where a rising function is 0, to 1e-9; `low` where it is above 0 everywhere, `high` where it is below.
 * Source: bisection, then regula falsi as of Illinois (M. Dowell and P. Jarratt, "A modified regula falsi method
 * for computing the root of an equation", 1971), with a bisection whenever that is slow.
 */
export function solveRising(of: (x: number) => number, low: number, high: number): number {
  let from = { x: low, y: of(low) };
  let to = { x: high, y: of(high) };
  if (from.y >= 0) return low;
  if (to.y < 0) return high;
  for (let halve = true; to.x - from.x > PRECISION; ) {
    const width = to.x - from.x;
    const line = from.x - (from.y * width) / (to.y - from.y);
    const x = halve || width > NARROW || !(line > from.x && line < to.x) ? from.x + width / 2 : line;
    const y = of(x);
    if (Math.abs(y) < 1e-12) return x;
    if (y < 0) {
      from = { x, y };
      to = { x: to.x, y: to.y / 2 };
    } else {
      to = { x, y };
      from = { x: from.x, y: from.y / 2 };
    }
    halve = to.x - from.x > width / 2;
  }
  return (from.x + to.x) / 2;
}
