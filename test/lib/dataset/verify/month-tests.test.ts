import { expect, test } from "vitest";
import type { CompanyGenerator } from "../../../../lib/dataset/company-generator";
import { runTests } from "../../../../lib/dataset/verify/month-tests";

const generatorOf = (randomSeed: string) => ({ randomSeed }) as CompanyGenerator;
const cellsOf = (...counts: number[]) =>
  counts.map((observed) => ({ observed, probability: 1 / counts.length }));

test("samples of one cell and samples without counts tell nothing and are not tested", () => {
  const tests = runTests(generatorOf("a"), "churn", [
    { month: "2025-01", cells: cellsOf(500, 500) },
    { month: "2025-02", cells: cellsOf(1000) },
    { month: "2025-03", cells: cellsOf(0, 0) },
    { month: "2025-04", cells: [] },
    { month: undefined, cells: cellsOf(0, 1, 0) },
  ]);

  expect(tests.map(({ month, degreesOfFreedom }) => [month, degreesOfFreedom])).toEqual([
    ["2025-01", 1],
    [undefined, 2],
  ]);
  expect(tests[0]?.statistic).toBeLessThan(0.01);
});

test("the random numbers of the tests depend on the seed and the check, and on nothing else", () => {
  const few = [{ month: "2025-01", cells: cellsOf(2, 2) }];
  const statistics = [
    ["a", "churn"],
    ["a", "churn"],
    ["a", "sign-ups"],
    ["b", "churn"],
  ].map(([seed = "", check = ""]) => runTests(generatorOf(seed), check, few)[0]?.statistic);

  expect(statistics[1]).toBe(statistics[0]);
  expect(new Set(statistics).size).toBe(3);
});
