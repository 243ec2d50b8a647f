import { Command } from "commander";
import { defaultRules, type Rules, signUpsPerMonth } from "../../lib/dataset/rules";
import { rulesOfCounts } from "../../lib/model/fit/fit-rules";
import { forecast } from "../../lib/model/forecast";
import { drawNormal, randomStream } from "../../lib/stats/random-stream";
import { generatedFitCounts } from "../generated-fit-counts";
import { generatedKpis, generatedLives } from "../lib/model/generated-kpis";
import { cohortsOracle } from "../metrics-oracle";
import { growing, heterogeneous, returning } from "../startups";
import { Coverages, countKpis, lastMonths, startOfList } from "./coverage";

/** Months of the forecast that are compared with what is generated. */
const AHEAD = 6;
/** Rows of a few hundred datasets scatter; all of them together must be within 93 and 97%. */
const LIMITS = { low: 0.9, high: 0.99, allLow: 0.93, allHigh: 0.97 };

/** The rules of a dataset, by its seed. */
type RulesOf = (seed: string) => Rules;

/** New customers that differ from month to month as if companies signed up independently of each other, or twice as much. */
function varying(rules: Rules, dispersion: number): RulesOf {
  return (seed) => {
    const random = randomStream(seed, 0, "sign-ups");
    const newCustomers = signUpsPerMonth(rules)
      .slice(1)
      .map((mean) => Math.max(0, Math.round(drawNormal(random, mean, Math.sqrt(dispersion * mean)))));
    return { ...rules, newCustomers };
  };
}

const studied: Readonly<Record<string, RulesOf>> = {
  default: () => defaultRules,
  growing: () => growing,
  heterogeneous: () => heterogeneous,
  returning: () => ({ ...returning, newCustomers: 15 }),
  varying: varying(growing, 1),
  few: varying({ ...growing, newCustomers: 2 }, 2),
  "varying growth": varying({ ...heterogeneous }, 1),
};

const program = new Command("fit-coverage")
  .description(
    "How often the 95% prediction intervals of a forecast with fitted rules contain what is generated.",
  )
  .option("--datasets <number>", "how many of each startup", Number, 400)
  .option("--startups <names>", "which startups", Object.keys(studied).join(","))
  .option("--prefix <text>", "seeds are this with a number from 1", "fit coverage")
  .option("--known", "the fitted numbers are taken for exact, to see what their uncertainty is worth", false)
  .action((options: { datasets: number; startups: string; prefix: string; known: boolean }) => {
    const results = options.startups.split(",").map((name) => {
      const rulesOf = studied[name];
      if (!rulesOf) throw new Error(`no startup ${name}`);
      const coverages = new Coverages();
      for (let n = 1; n <= options.datasets; n += 1) {
        countForecast(coverages, rulesOf, `${options.prefix} ${n}`, options.known);
      }
      return coverages.report(name, LIMITS);
    });
    process.exitCode = results.every(Boolean) ? 0 : 1;
  });
program.parse();

function countForecast(coverages: Coverages, rulesOf: RulesOf, seed: string, known: boolean): void {
  const rules = rulesOf(seed);
  const months = rules.months - AHEAD;
  const before = { ...rules, months, ...startOfList(rules, months) };
  const fit = rulesOfCounts(generatedFitCounts(before, seed));
  const cohorts = cohortsOracle(generatedLives(before, seed));
  const goingOn = { ...fit.rules, ...(fit.newCustomers && { newCustomers: fit.newCustomers.rule }) };
  const expected = forecast(known ? goingOn : fit, cohorts, { months: AHEAD });
  const generated = generatedKpis(rules, seed);
  countKpis(coverages, expected, lastMonths(generated, AHEAD * rules.sizes.length));
}
