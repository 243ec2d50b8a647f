/** A number and its weight in an average. */
export interface WeightedNode {
  /** From 0 to 1. */
  readonly node: number;
  /** Above 0; those of all nodes add up to 1. */
  readonly weight: number;
}

/** Columns whose cosine is below this count as orthogonal. */
const ORTHOGONAL = 1e-16;
/** Columns are orthogonal after about 10 passes. */
const MOST_PASSES = 60;

/**
 * The numbers of Gauss-Jacobi quadrature for a beta distribution: with `count` of them, the weighted average of every
 * polynomial of degree `2 * count - 1` or less is its expected value, exactly. In ascending order.
 *
 * @param alpha above 0
 * @param beta above 0
 *
 * Source: G. H. Golub and J. H. Welsch, "Calculation of Gauss quadrature rules", 1969: the nodes are the eigenvalues of the
 * Jacobi matrix, the weights the squares of the first components of its eigenvectors. The matrix is L * L', with L from the
 * canonical moments of the beta distribution (H. Dette and W. J. Studden, "The Theory of Canonical Moments", 1997), which
 * loses no digit to a subtraction. Turning pairs of columns of L until all are orthogonal (M. R. Hestenes, "Inversion of
 * matrices by biorthogonalization", 1958) leaves the eigenvectors, each times the root of its eigenvalue.
 *
 * @example
 * gaussJacobi(2, 1, 1); // of the uniform distribution: 0.2113 and 0.7887, each with weight 1/2
 */
export function gaussJacobi(count: number, alpha: number, beta: number): WeightedNode[] {
  const columns = jacobiFactor(count, alpha, beta);
  for (let pass = 0; pass < MOST_PASSES; pass += 1) if (!turnPairs(columns)) break;
  const nodes = columns.map((column) => {
    const node = dot(column, column);
    return { node: Math.min(1, node), weight: (column[0] ?? 0) ** 2 / node };
  });
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
  return nodes.map(({ node, weight }) => ({ node, weight: weight / total })).sort((a, b) => a.node - b.node);
}

/** The columns of the lower bidiagonal matrix L. */
function jacobiFactor(count: number, alpha: number, beta: number): Float64Array[] {
  const sum = alpha + beta;
  // The canonical moments with odd and even numbers are (alpha + k) / (sum + 2 k) and (k + 1) / (sum + 2 k + 1), for k from 0.
  return Array.from({ length: count }, (_, k) => {
    const column = new Float64Array(count);
    const beforeOdd = k === 0 ? 1 : (sum + k - 1) / (sum + 2 * k - 1);
    column[k] = Math.sqrt((beforeOdd * (alpha + k)) / (sum + 2 * k));
    const beforeEven = (beta + k) / (sum + 2 * k);
    if (k + 1 < count) column[k + 1] = Math.sqrt((beforeEven * (k + 1)) / (sum + 2 * k + 1));
    return column;
  });
}

/** Turns each pair of columns until it is orthogonal; whether any was not. */
function turnPairs(columns: readonly Float64Array[]): boolean {
  let turned = false;
  for (const [index, a] of columns.entries()) {
    for (const b of columns.slice(index + 1)) {
      const [aa, bb, ab] = [dot(a, a), dot(b, b), dot(a, b)];
      if (Math.abs(ab) <= ORTHOGONAL * Math.sqrt(aa * bb)) continue;
      turned = true;
      const cotangent = (bb - aa) / (2 * ab);
      const tangent = (cotangent < 0 ? -1 : 1) / (Math.abs(cotangent) + Math.hypot(1, cotangent));
      turn(a, b, 1 / Math.hypot(1, tangent), tangent);
    }
  }
  return turned;
}

function turn(a: Float64Array, b: Float64Array, cosine: number, tangent: number): void {
  for (let row = 0; row < a.length; row += 1) {
    const [x, y] = [a[row] ?? 0, b[row] ?? 0];
    a[row] = cosine * (x - tangent * y);
    b[row] = cosine * (y + tangent * x);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < a.length; row += 1) sum += (a[row] ?? 0) * (b[row] ?? 0);
  return sum;
}
