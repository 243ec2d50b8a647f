import type { Cell } from "./chi-square-test";

/**
 * Joins neighbouring cells until each can expect at least `expected` counts: below that a single count
 * says little. Which cells are joined depends on the number of counts and the probabilities, not on the counts.
 *
 * @returns one cell where there are not enough counts for two
 */
export function poolCells(cells: readonly Cell[], expected = 5): Cell[] {
  const trials = cells.reduce((sum, { observed }) => sum + observed, 0);
  const enough = (probability: number) => probability * trials >= expected;
  const pooled: Cell[] = [];
  let left = 1;
  for (const cell of cells) {
    const last = pooled.at(-1);
    // Joined where the cell before is still too small, or where all that is left would be.
    if (last && !(enough(last.probability) && enough(left))) pooled[pooled.length - 1] = join(last, cell);
    else pooled.push(cell);
    left -= cell.probability;
  }
  return pooled;
}

function join(a: Cell, b: Cell): Cell {
  return { observed: a.observed + b.observed, probability: a.probability + b.probability };
}
