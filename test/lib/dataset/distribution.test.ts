import { describe, expect, test } from "vitest";
import {
  createCompanyGenerator,
  type GeneratedCompany,
  generateCompany,
} from "../../../lib/dataset/company-generator";
import { monthStarts } from "../../../lib/dataset/month";
import { defaultRules } from "../../../lib/dataset/rules";

// 20,000 companies of the default startup at a fixed seed. Every tolerance is 4 standard deviations of
// what is measured: at a seed chosen blindly, one comparison in 16,000 would fall outside by chance.
const COMPANIES = 20_000;
const generator = createCompanyGenerator({ ...defaultRules, companies: COMPANIES }, "distribution");
const companies = Array.from({ length: COMPANIES }, (_, n) => generateCompany(generator, n + 1));
const starts = monthStarts(defaultRules.startMonth, defaultRules.months);
const sizes = ["small", "large"] as const;
const bySize = {
  small: companies.filter(({ size }) => size === "small").map(countsPerMonth),
  large: companies.filter(({ size }) => size === "large").map(countsPerMonth),
};

test.each([
  ["small", 0.7],
  ["large", 0.3],
] as const)("a company is %s with probability %f", (size, probability) => {
  expectShare(bySize[size].length, COMPANIES, probability);
});

/** P(k sessions) while active: u = |k - base| has 1/(spread+1), and each sign half of that unless u = 0. */
const distribution = {
  small: Array.from({ length: 11 }, (_, k) => (k === 5 ? 1 / 6 : 1 / 12)),
  large: Array.from({ length: 21 }, (_, k) => (k === 10 ? 1 / 11 : 1 / 22)),
};

describe.each(sizes)("a %s company that has not churned", (size) => {
  // The months of a company up to the one in which it churns, which is drawn from the same distribution.
  const drawn = bySize[size].flatMap((counts) => {
    const churned = counts.indexOf(0);
    return churned < 0 ? counts : counts.slice(0, churned + 1);
  });

  test.each(distribution[size].map((probability, k) => [k, probability]))(
    "has %i sessions in a month with probability %f",
    (k, probability) => {
      expectShare(drawn.filter((count) => count === k).length, drawn.length, probability);
    },
  );

  test("never has more sessions than base + spread", () => {
    expect(Math.max(...new Set(drawn))).toBe(distribution[size].length - 1);
  });

  test("has as many sessions in a month after a busy month as after a quiet one", () => {
    const middle = distribution[size].length / 2;
    const pairs = bySize[size].flatMap((counts) =>
      counts.slice(1).map((next, n) => [counts[n] ?? 0, next] as const),
    );
    const active = pairs.filter(([before, next]) => before > 0 && next > 0);
    const following = (busy: boolean) =>
      active.filter(([before]) => before > middle === busy).map(([, next]) => next);
    const [busy, quiet] = [following(true), following(false)];
    expect(Math.abs(mean(busy) - mean(quiet))).toBeLessThan(
      4 * Math.sqrt(variance(busy) / busy.length + variance(quiet) / quiet.length),
    );
  });
});

test.each([
  ["small", 1, 11 / 12],
  ["large", 1, 21 / 22],
  ["small", 12, 0.352],
  ["large", 12, 0.572],
] as const)("a %s company is active after %i months with probability %f", (size, months, probability) => {
  const active = bySize[size].filter((counts) => counts.slice(0, months).every((count) => count > 0));
  expectShare(active.length, bySize[size].length, probability);
});

test.each([0, 1, 5, 11])("sessions are spread evenly over month %i", (month) => {
  const [from = 0, to = 0] = starts.slice(month);
  const times = companies.flatMap(({ sessionTimes }) => sessionTimes.filter((ms) => ms >= from && ms < to));
  expectUniform(times.map((ms) => (ms - from) / (to - from)));
});

test("sessions are spread evenly over the hours of the day", () => {
  expectUniform(
    companies.flatMap(({ sessionTimes }) => sessionTimes.map((ms) => (ms % 86_400_000) / 86_400_000)),
  );
});

test("sign-ups are spread evenly between the start of the first month and the first session, or the month's end", () => {
  const [from = 0, monthEnd = 0] = starts;
  const shares = (some: readonly GeneratedCompany[]) =>
    some.map(({ createdAt, sessionTimes: [first = monthEnd] }) => (createdAt - from) / (first - from));
  const active = companies.filter(({ sessionTimes: [first = monthEnd] }) => first < monthEnd);
  expectUniform(shares(active));
  expectUniform(shares(companies.filter((company) => !active.includes(company))));
});

test("durations are |normal(15 minutes, 5 minutes)|", () => {
  const durations = companies.slice(0, 2000).flatMap((company) => {
    return Array.from(company.sessionTimes, company.durations());
  });
  // Folded at 0, three standard deviations below the mean: mean 900.23, standard deviation 299.31.
  expect(Math.abs(mean(durations) - 900.23)).toBeLessThan((4 * 299.31) / Math.sqrt(durations.length));
  expect(Math.abs(Math.sqrt(variance(durations)) - 299.31)).toBeLessThan(
    (4 * 299.31) / Math.sqrt(2 * durations.length),
  );
  expectShare(durations.filter((seconds) => seconds < 600).length, durations.length, 0.1587); // Φ(-1)
  expectShare(durations.filter((seconds) => seconds > 1500).length, durations.length, 0.0228); // 1 - Φ(2)
});

function countsPerMonth({ sessionTimes }: GeneratedCompany): number[] {
  const counts = new Array<number>(defaultRules.months).fill(0);
  for (const ms of sessionTimes) {
    const month = new Date(ms).getUTCMonth();
    counts[month] = (counts[month] ?? 0) + 1;
  }
  return counts;
}

function expectShare(count: number, of: number, probability: number): void {
  const deviation = Math.sqrt(of * probability * (1 - probability));
  expect(Math.abs(count - of * probability)).toBeLessThan(4 * deviation);
}

/** A tenth of the numbers lies in each tenth of [0, 1). */
function expectUniform(numbers: readonly number[]): void {
  const counts = new Array<number>(10).fill(0);
  for (const number of numbers) {
    const tenth = Math.floor(number * 10);
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  expect(counts).toHaveLength(10);
  for (const count of counts) expectShare(count, numbers.length, 0.1);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function variance(numbers: readonly number[]): number {
  const middle = mean(numbers);
  return mean(numbers.map((number) => (number - middle) ** 2));
}
