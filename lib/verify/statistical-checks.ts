import type { Kysely, RawBuilder } from "kysely";
import type { Schema } from "../../db/schema";
import type { Generator } from "../generate/generate-company";
import type { SessionLaw } from "../rules/rules";
import { activeSessions, churnProbability } from "../theory/session-law";
import type { Cell } from "./chi-square-test";
import { countsBy, keyOf } from "./counts-by";
import { durationEdges, shorterProbability } from "./duration-law";
import { type MonthTest, runTests } from "./month-tests";
import { poolCells } from "./pool-cells";
import {
  type Tally,
  tallyDurations,
  tallyLives,
  tallySessionCounts,
  tallySessionTimes,
  tallySignUps,
  tallySizes,
} from "./tallies";

/** A statistical check: independent tests of one rule. */
export interface StatisticalCheck {
  readonly check: string;
  readonly tests: readonly MonthTest[];
}

/** Times and durations are counted in this many parts of equal probability. */
const BINS = 24;

/** Runs every statistical check: all counting in SQL, all testing on the counts. */
export async function statisticalChecks(
  db: Kysely<Schema>,
  generator: Generator,
): Promise<StatisticalCheck[]> {
  const read = async <T>(query: RawBuilder<T>) => (await query.execute(db)).rows;
  return [
    checkSizes(generator, await read(tallySizes())),
    ...checkSessionCounts(generator, await read(tallySessionCounts(generator))),
    ...checkChurn(generator, await read(tallyLives(generator))),
    checkSessionTimes(generator, await read(tallySessionTimes(generator, BINS))),
    checkSignUps(generator, await read(tallySignUps(generator, BINS))),
    checkDurations(generator, await read(tallyDurations(durationEdges(BINS)))),
  ];
}

function checkSizes(
  generator: Generator,
  tallies: readonly Pick<Tally, "company_size" | "rows">[],
): StatisticalCheck {
  const check = "share of company sizes";
  const observed = countsBy(tallies, ({ company_size }) => company_size);
  const cells = generator.rules.sizes.map(({ size, probability }) => ({
    observed: observed(size),
    probability,
  }));
  return { check, tests: runTests(generator, check, [{ month: undefined, cells: poolCells(cells) }]) };
}

function checkSessionCounts(generator: Generator, tallies: readonly Tally[]): StatisticalCheck[] {
  const observed = countsBy(tallies, (tally) => keyOf(tally.company_size, tally.month_index, tally.value));
  return generator.rules.sizes.map(({ size, sessions: law }) => {
    const check = `sessions per month, ${size}`;
    const samples = months(generator).map(({ month, index }) => ({
      month,
      cells: poolCells(activeCells(law, (sessions) => observed(keyOf(size, index, sessions)))),
    }));
    return { check, tests: runTests(generator, check, samples) };
  });
}

/** Of the companies that were active in all months before, how many churned and how many stayed. */
function checkChurn(
  generator: Generator,
  tallies: readonly Pick<Tally, "company_size" | "value" | "rows">[],
): StatisticalCheck[] {
  return generator.rules.sizes.map(({ size, sessions }) => {
    const check = `churn, ${size}`;
    const lives = tallies.filter(({ company_size }) => company_size === size);
    const count = (keep: (monthsActive: number) => boolean) =>
      lives.filter(({ value }) => keep(value)).reduce((sum, { rows }) => sum + rows, 0);
    const probability = churnProbability(sessions);
    const samples = months(generator).map(({ month, index }) => ({
      month,
      cells: [
        { observed: count((active) => active === index - 1), probability },
        { observed: count((active) => active >= index), probability: 1 - probability },
      ],
    }));
    return { check, tests: runTests(generator, check, probability % 1 === 0 ? [] : samples) };
  });
}

function checkSessionTimes(
  generator: Generator,
  tallies: readonly Pick<Tally, "month_index" | "value" | "rows">[],
): StatisticalCheck {
  const check = "session times in the month";
  const observed = countsBy(tallies, ({ month_index, value }) => keyOf(month_index, value));
  const samples = months(generator).map(({ month, index }) => ({
    month,
    cells: poolCells(evenCells((bin) => observed(keyOf(index, bin)))),
  }));
  return { check, tests: runTests(generator, check, samples) };
}

function checkSignUps(
  generator: Generator,
  tallies: readonly Pick<Tally, "value" | "rows">[],
): StatisticalCheck {
  const check = "sign-up times";
  const cells = poolCells(evenCells(countsBy(tallies, ({ value }) => value)));
  return { check, tests: runTests(generator, check, [{ month: undefined, cells }]) };
}

function checkDurations(
  generator: Generator,
  tallies: readonly Pick<Tally, "value" | "rows">[],
): StatisticalCheck {
  const check = "session durations";
  const observed = countsBy(tallies, ({ value }) => value);
  const shorter = [0, ...durationEdges(BINS).map(shorterProbability), 1];
  const cells = shorter
    .slice(1)
    .map((below, bin) => ({ observed: observed(bin), probability: below - (shorter[bin] ?? 0) }));
  return { check, tests: runTests(generator, check, [{ month: undefined, cells: poolCells(cells) }]) };
}

/** One cell for each number of sessions that an active company can have in a month. */
function activeCells(law: SessionLaw, observed: (sessions: number) => number): Cell[] {
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
function months({ monthStarts }: Generator): { month: string; index: number }[] {
  return monthStarts
    .slice(0, -1)
    .map((start, index) => ({ month: new Date(start).toISOString().slice(0, 7), index: index + 1 }));
}
