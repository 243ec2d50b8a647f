import { describe, expect, test } from "vitest";
import { drawInteger, drawNormal, type RandomStream, randomStream } from "../../../lib/stats/random-stream";

const take = (random: RandomStream, count: number) => Array.from({ length: count }, random);
/** A stream of the numbers listed. */
const listed =
  (...numbers: number[]): RandomStream =>
  () =>
    numbers.shift() ?? Number.NaN;

describe("a random stream", () => {
  test("returns the same numbers for the same seed, company and field, on any machine", () => {
    expect(take(randomStream("startup", 17, "size"), 3)).toMatchInlineSnapshot(`
      [
        0.5232593927066773,
        0.5195335205644369,
        0.6635519217234105,
      ]
    `);
  });

  test.each([
    ["seed", "b", 17, "size"],
    ["company", "a", 18, "size"],
    ["field", "a", 17, "sizes"],
  ] as const)("returns other numbers for another %s", (_, seed, companyId, field) => {
    const numbers = take(randomStream("a", 17, "size"), 10);
    expect(
      take(randomStream(seed, companyId, field), 10).filter((number) => numbers.includes(number)),
    ).toEqual([]);
  });

  test("leaves other streams alone", () => {
    const alone = take(randomStream("a", 1, "size"), 5);
    const random = randomStream("a", 1, "size");
    const beside = take(random, 2);
    take(randomStream("a", 2, "size"), 100);
    expect([...beside, ...take(random, 3)]).toEqual(alone);
  });

  test("returns numbers in [0, 1), and a tenth of them in each tenth, to 4 standard deviations", () => {
    const numbers = take(randomStream("a", 1, "size"), 100_000);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    const tenths = Array.from(
      { length: 10 },
      (_, n) => numbers.filter((x) => Math.floor(x * 10) === n).length,
    );
    // sd of a count: sqrt(100,000 * 0.1 * 0.9) = 95
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(4 * 95);
  });

  test("begins evenly over many companies: first numbers average 1/2, to 4 standard errors", () => {
    const first = Array.from({ length: 20_000 }, (_, n) => randomStream("a", n + 1, "size")());
    expect(Math.abs(mean(first) - 0.5)).toBeLessThan((4 * Math.sqrt(1 / 12)) / Math.sqrt(20_000));
  });
});

describe("drawInteger", () => {
  test.each<[number, number, number, number]>([
    [0, 0, 5, 0],
    [0.1666, 0, 5, 0],
    [0.1667, 0, 5, 1],
    [0.5, 0, 5, 3],
    [1 - 2 ** -32, 0, 5, 5],
    [0.5, -2, 1, 0],
    [0.999, 7, 7, 7],
  ])("turns %f, from %i to %i, into the whole number %i", (random, from, to, expected) => {
    expect(drawInteger(listed(random), from, to)).toBe(expected);
  });

  test("returns each of 0 to 10 equally often, to 4 standard deviations", () => {
    const random = randomStream("a", 1, "sessions");
    const counts = new Map<number, number>();
    for (let n = 0; n < 110_000; n += 1) {
      const drawn = drawInteger(random, 0, 10);
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
    }
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    // sd of a count: sqrt(110,000 * 1/11 * 10/11) = 95
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(4 * 95);
  });
});

describe("drawNormal", () => {
  const draw = () => {
    const random = randomStream("a", 1, "durations");
    return Array.from({ length: 100_000 }, () => drawNormal(random, 900, 300));
  };

  test("has the mean and the standard deviation asked for, to 4 standard errors", () => {
    const drawn = draw();
    expect(Math.abs(mean(drawn) - 900)).toBeLessThan((4 * 300) / Math.sqrt(100_000));
    expect(Math.abs(deviation(drawn) - 300)).toBeLessThan((4 * 300) / Math.sqrt(200_000));
  });

  // Shares within z standard deviations of the mean, from the table of the normal distribution.
  test.each([
    [0.5, 0.382_92],
    [1, 0.682_69],
    [2, 0.954_5],
    [3, 0.997_3],
  ])("lies within %f standard deviations with the normal share of %f, to 4 standard errors", (z, share) => {
    const drawn = draw();
    const found = drawn.filter((x) => Math.abs(x - 900) <= z * 300).length / drawn.length;
    expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / drawn.length));
  });

  test("skips points outside the unit circle, on it and its centre", () => {
    // Of [0, 1)^2 (0.995, 0.995) is outside, (0, 0.5) on it, (0.5, 0.5) the centre, then x = 0.5, y = 0: s = 1/4, 0.5 * sqrt(8 ln 4).
    expect(drawNormal(listed(0.995, 0.995, 0, 0.5, 0.5, 0.5, 0.75, 0.5), 10, 2)).toBeCloseTo(
      10 + 2 * 0.5 * Math.sqrt(8 * Math.log(4)),
      12,
    );
  });
});

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function deviation(numbers: readonly number[]): number {
  const middle = mean(numbers);
  return Math.sqrt(mean(numbers.map((number) => (number - middle) ** 2)));
}
