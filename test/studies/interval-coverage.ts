import { Command } from "commander";
import { defaultRules, type Rules } from "../../lib/dataset/rules";
import { expectedCohorts } from "../../lib/model/expected-cohorts";
import { type ExpectedKpis, expectedKpis } from "../../lib/model/expected-kpis";
import { expectedSaasMetrics } from "../../lib/model/expected-saas-metrics";
import { forecast } from "../../lib/model/forecast";
import { generatedKpis, generatedLives } from "../lib/model/generated-kpis";
import { cohortsOracle, saasMetricsOracle } from "../metrics-oracle";
import { startups } from "../startups";
import { Coverages, countKpis, lastMonths, startOfList } from "./coverage";

/** Months of the forecast that are compared with what is generated. */
const AHEAD = 6;

/** What is studied of each dataset, by its name. */
const studies = {
  /** The three KPIs, given the number of companies alone. */
  kpis: (rules: Rules) => {
    const expected = expectedKpis(rules);
    return (seed: string, coverages: Coverages) => countKpis(coverages, expected, generatedKpis(rules, seed));
  },
  /** The same, given the number of companies of each size. */
  sizes: (rules: Rules) => {
    const bySizes = new Map<string, ExpectedKpis>();
    return (seed: string, coverages: Coverages) => {
      const first = generatedLives({ ...rules, months: 1, newCustomers: 0 }, seed).companies;
      const companiesOfSize = Object.fromEntries(
        rules.sizes.map(({ size }) => [size, first.filter((company) => company.size === size).length]),
      );
      const key = JSON.stringify(companiesOfSize);
      const expected = bySizes.get(key) ?? expectedKpis(rules, { companiesOfSize });
      bySizes.set(key, expected);
      countKpis(coverages, expected, generatedKpis(rules, seed));
    };
  },
  metrics: (rules: Rules) => {
    const expected = expectedSaasMetrics(rules);
    return (seed: string, coverages: Coverages) =>
      coverages.count("metrics", expected, saasMetricsOracle(generatedLives(rules, seed)));
  },
  cohorts: (rules: Rules) => {
    const expected = expectedCohorts(rules);
    return (seed: string, coverages: Coverages) =>
      coverages.count("cohorts", expected, cohortsOracle(generatedLives(rules, seed)));
  },
  /** The KPIs of the last months, given the cohorts before. */
  forecast: (rules: Rules) => {
    const months = rules.months - AHEAD;
    const before = { ...rules, months, ...startOfList(rules, months) };
    return (seed: string, coverages: Coverages) => {
      const cohorts = cohortsOracle(generatedLives(before, seed));
      const expected = forecast(rules, cohorts, { months: AHEAD });
      countKpis(coverages, expected, lastMonths(generatedKpis(rules, seed), AHEAD * rules.sizes.length));
    };
  },
} as const;

const program = new Command("interval-coverage")
  .description("How often the 95% prediction intervals contain what is generated.")
  .option("--seeds <number>", "how many datasets", Number, 4000)
  .option("--startups <names>", "which startups", ["default", ...Object.keys(startups)].join(","))
  .option("--of <names>", "what is predicted", Object.keys(studies).join(","))
  .option("--prefix <text>", "seeds are this with a number from 1", "coverage")
  .action((options: { seeds: number; startups: string; of: string; prefix: string }) => {
    const results = options.startups.split(",").flatMap((startup) => {
      const rules = startup === "default" ? defaultRules : startups[startup];
      if (!rules) throw new Error(`no startup ${startup}`);
      return Object.entries(studies)
        .filter(([name]) => options.of.split(",").includes(name))
        .map(([name, study]) => {
          const coverages = new Coverages();
          const countDataset = study(rules);
          for (let n = 1; n <= options.seeds; n += 1) countDataset(`${options.prefix} ${n}`, coverages);
          return coverages.report(`${startup}: ${name}`);
        });
    });
    process.exitCode = results.every(Boolean) ? 0 : 1;
  });
program.parse();
