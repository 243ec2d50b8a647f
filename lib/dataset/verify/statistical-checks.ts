import { type Cell, poolCells } from "../../stats/chi-square-test";
import type { CompanyGenerator } from "../company-generator";
import type { SessionDistribution } from "../rules";
import { activeSessions, churnProbability } from "../session-distribution";
import { durationEdges, shorterProbability } from "./duration-distribution";
import { type MonthTest, runTests } from "./month-tests";
import { BINS, type Tallies } from "./tallies";

/** A statistical check: independent tests of one rule. */
export interface StatisticalCheck {
  readonly check: string;
  readonly tests: readonly MonthTest[];
}

/** Runs every statistical check on the counts. */
export function statisticalChecks(generator: CompanyGenerator, tallies: Tallies): StatisticalCheck[] {
  return [
    checkSizes(generator, tallies),
    ...checkSessionCounts(generator, tallies),
    ...checkChurn(generator, tallies),
    checkSessionTimes(generator, tallies),
    checkSignUps(generator, tallies),
    checkDurations(generator, tallies),
  ];
}

function checkSizes(generator: CompanyGenerator, tallies: Tallies): StatisticalCheck {
  const check = "share of company sizes";
  const cells = generator.rules.sizes.map(({ size, probability }) => ({
    observed: tallies.size(size),
    probability,
  }));
  return { check, tests: runTests(generator, check, [{ month: undefined, cells: poolCells(cells) }]) };
}

function checkSessionCounts(generator: CompanyGenerator, tallies: Tallies): StatisticalCheck[] {
  return generator.rules.sizes.map(({ size, sessions: law }) => {
    const check = `sessions per month, ${size}`;
    const samples = months(generator).map(({ month, index }) => ({
      month,
      cells: poolCells(activeCells(law, (sessions) => tallies.sessionCount(size, index, sessions))),
    }));
    return { check, tests: runTests(generator, check, samples) };
  });
}

/** Of the companies that were active in all months before, how many churned and how many stayed. */
function checkChurn(generator: CompanyGenerator, tallies: Tallies): StatisticalCheck[] {
  return generator.rules.sizes.map(({ size, sessions }) => {
    const check = `churn, ${size}`;
    const lives = Array.from({ length: generator.rules.months + 1 }, (_, n) => tallies.monthsActive(size, n));
    const probability = churnProbability(sessions);
    const samples = months(generator).map(({ month, index }) => ({
      month,
      cells: [
        { observed: lives[index - 1] ?? 0, probability },
        { observed: lives.slice(index).reduce((sum, count) => sum + count, 0), probability: 1 - probability },
      ],
    }));
    return { check, tests: runTests(generator, check, probability % 1 === 0 ? [] : samples) };
  });
}

function checkSessionTimes(generator: CompanyGenerator, tallies: Tallies): StatisticalCheck {
  const check = "session times in the month";
  const samples = months(generator).map(({ month, index }) => ({
    month,
    cells: poolCells(evenCells((bin) => tallies.sessionTimes(index, bin))),
  }));
  return { check, tests: runTests(generator, check, samples) };
}

function checkSignUps(generator: CompanyGenerator, tallies: Tallies): StatisticalCheck {
  const check = "sign-up times";
  const cells = poolCells(evenCells((bin) => tallies.signUps(bin)));
  return { check, tests: runTests(generator, check, [{ month: undefined, cells }]) };
}

function checkDurations(generator: CompanyGenerator, tallies: Tallies): StatisticalCheck {
  const check = "session durations";
  const shorter = [0, ...durationEdges(BINS).map(shorterProbability), 1];
  const cells = shorter
    .slice(1)
    .map((below, bin) => ({ observed: tallies.durations(bin), probability: below - (shorter[bin] ?? 0) }));
  return { check, tests: runTests(generator, check, [{ month: undefined, cells: poolCells(cells) }]) };
}

/** One cell for each number of sessions that an active company can have in a month. */
function activeCells(law: SessionDistribution, observed: (sessions: number) => number): Cell[] {
  const active = activeSessions(law);
  if (!active) return [];
  const { from, to, base, probability } = active;
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    observed: observed(from + index),
    probability: from + index === base ? 2 * probability : probability,
  }));
}

/** One cell for each of the parts of equal probability. */
function evenCells(observed: (bin: number) => number): Cell[] {
  return Array.from({ length: BINS }, (_, bin) => ({ observed: observed(bin), probability: 1 / BINS }));
}

/** The months of the horizon by name, counted from 1. */
function months({ monthStarts }: CompanyGenerator): { month: string; index: number }[] {
  return monthStarts
    .slice(0, -1)
    .map((start, index) => ({ month: new Date(start).toISOString().slice(0, 7), index: index + 1 }));
}
