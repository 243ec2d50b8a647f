import { expect, test } from "vitest";
import { gaussJacobi } from "../../../lib/stats/gauss-jacobi";

// By hand, from the Legendre polynomials: (1 - 1 / sqrt(3)) / 2 and (1 - sqrt(3 / 5)) / 2.
test("of the uniform distribution they are those of Gauss and Legendre", () => {
  expect(gaussJacobi(2, 1, 1)).toEqual([
    { node: expect.closeTo(0.211324865405187, 14), weight: expect.closeTo(1 / 2, 14) },
    { node: expect.closeTo(0.788675134594813, 14), weight: expect.closeTo(1 / 2, 14) },
  ]);
  expect(gaussJacobi(3, 1, 1)).toEqual([
    { node: expect.closeTo(0.112701665379258, 14), weight: expect.closeTo(5 / 18, 14) },
    { node: expect.closeTo(0.5, 14), weight: expect.closeTo(4 / 9, 14) },
    { node: expect.closeTo(0.887298334620742, 14), weight: expect.closeTo(5 / 18, 14) },
  ]);
});

test("a single one is the mean", () => {
  expect(gaussJacobi(1, 2, 6)).toEqual([{ node: expect.closeTo(0.25, 15), weight: 1 }]);
});

const parameters = [1e-5, 1e-3, 0.1, 0.5, 1, 7, 300, 1e4];
const cases = parameters.flatMap((alpha) =>
  parameters.flatMap((beta) => [1, 2, 7, 20].map((count) => ({ alpha, beta, count }))),
);

test.each(cases)(
  "$count of beta($alpha, $beta) lie from 0 to 1, in order, with weights that add up to 1",
  (given) => {
    const nodes = gaussJacobi(given.count, given.alpha, given.beta);
    expect(nodes).toHaveLength(given.count);
    expect(nodes.map(({ node }) => node)).toEqual(nodes.map(({ node }) => node).sort((a, b) => a - b));
    for (const { node, weight } of nodes) {
      expect(node).toBeGreaterThanOrEqual(0);
      expect(node).toBeLessThanOrEqual(1);
      expect(weight).toBeGreaterThan(0);
    }
    expect(Math.abs(nodes.reduce((sum, { weight }) => sum + weight, 0) - 1)).toBeLessThan(1e-14);
  },
);

// E[x^k] = product of (alpha + i) / (alpha + beta + i), and of 1 - x with alpha and beta exchanged.
test.each(cases)(
  "$count of beta($alpha, $beta) have its moments up to the degree 2 n - 1",
  ({ alpha, beta, count }) => {
    const nodes = gaussJacobi(count, alpha, beta);
    const average = (of: (node: number) => number) =>
      nodes.reduce((sum, { node, weight }) => sum + weight * of(node), 0);
    let [moment, complement] = [1, 1];
    for (let k = 0; k < 2 * count; k += 1) {
      expect(Math.abs(average((node) => node ** k) - moment), `power ${k}`).toBeLessThan(1e-12);
      expect(Math.abs(average((node) => (1 - node) ** k) - complement), `power ${k}`).toBeLessThan(1e-12);
      moment *= (alpha + k) / (alpha + beta + k);
      complement *= (beta + k) / (alpha + beta + k);
    }
  },
);

test("one fewer than the degree asks for is not enough", () => {
  const fourth = gaussJacobi(2, 1, 1).reduce((sum, { node, weight }) => sum + weight * node ** 4, 0);
  expect(Math.abs(fourth - 1 / 5)).toBeGreaterThan(1e-3);
});
