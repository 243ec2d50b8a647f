import { Command } from "commander";
import { churnProbability } from "../../lib/dataset/churn";
import { defaultRules, type Rules, type SizeRules } from "../../lib/dataset/rules";
import { activeSessionProbabilities } from "../../lib/dataset/session-distribution";
import { checkDiagnostics } from "../../lib/model/fit/check-fit";
import { type FittedRules, rulesOfCounts } from "../../lib/model/fit/fit-rules";
import type { Estimate } from "../../lib/stats/estimate";
import { wilsonInterval } from "../../lib/stats/wilson-interval";
import { textTable } from "../../lib/text/text-table";
import { fitCountsOf, generatedCounts } from "../generated-fit-counts";
import { fitDiagnosticsOf } from "../generated-fit-diagnostics";
import { startups } from "../startups";

// With 200 datasets the standard error of a coverage of 95% is 1.5%, so that of exact intervals a fifth would lie outside by
// chance; with 2,000 it is 0.5%.
const LOW = 0.93;
const HIGH = 0.97;

/** How often an interval contains the true value, and how often the model is the true one. */
interface Recovery {
  readonly startup: string;
  readonly company_size: string;
  readonly parameter: string;
  readonly datasets: number;
  readonly covered: number;
}

const program = new Command("fit-recovery")
  .description("How often the 95% confidence intervals of fitted rules contain the true values.")
  .option("--datasets <number>", "how many of each startup", Number, 2000)
  .option("--startups <names>", "which startups", ["default", ...Object.keys(startups)].join(","))
  .option("--prefix <text>", "seeds are this with a number from 1", "recovery")
  .action((options: { datasets: number; startups: string; prefix: string }) => {
    const isRight = options.startups.split(",").map((startup) => {
      const rules = startup === "default" ? defaultRules : startups[startup];
      if (!rules) throw new Error(`no startup ${startup}`);
      const seeds = Array.from({ length: options.datasets }, (_, n) => `${options.prefix} ${n + 1}`);
      return study(startup, rules, seeds);
    });
    process.exitCode = isRight.every(Boolean) ? 0 : 1;
  });
program.parse();

function study(startup: string, rules: Rules, seeds: readonly string[]): boolean {
  let unexplained = 0;
  const fits = seeds.map((seed) => {
    const companies = generatedCounts(rules, seed);
    const fit = rulesOfCounts(fitCountsOf(rules, companies));
    const checks = checkDiagnostics(fit, fitDiagnosticsOf(rules, companies));
    if (!checks.every(({ explained }) => explained)) unexplained += 1;
    return fit;
  });
  const rows = rules.sizes.flatMap((size) =>
    parametersOf(size).map(({ parameter, truth, estimate }): Recovery => {
      const estimates = fits.flatMap((fit) => estimate(fit) ?? []);
      const covered = estimates.filter(({ low, high }) => low <= truth && truth <= high).length;
      return { startup, company_size: size.size, parameter, datasets: estimates.length, covered };
    }),
  );
  const shown = rows.map(({ covered, ...row }) => ({ ...row, within: percent(covered / row.datasets) }));
  process.stdout.write(`\n${textTable(shown)}\n`);
  const all = rows.reduce((sum, { datasets }) => sum + datasets, 0);
  const within = rows.reduce((sum, { covered }) => sum + covered, 0) / all;
  process.stdout.write(`all parameters of ${startup}: ${percent(within)} of ${all}\n`);
  process.stdout.write(
    `a part of the data is called unexplained in ${percent(unexplained / seeds.length)} of datasets (5% at most, up to chance)\n`,
  );
  for (const { size, churn } of rules.sizes) {
    const chosen = fits.flatMap((fit) => fit.churn.filter(({ company_size }) => company_size === size));
    const beta = chosen.filter(({ supported }) => supported === "beta").length;
    const truth = typeof churn === "object" ? "they differ" : "they do not";
    process.stdout.write(
      `${size}: churn rates that differ are supported in ${percent(beta / chosen.length)} of datasets; ${truth}\n`,
    );
  }
  return rows.every(({ covered, datasets }) => covered / datasets >= LOW && covered / datasets <= HIGH);
}

/** A parameter of a size: what it is by the rules, and its estimate in a fit. */
interface Parameter {
  readonly parameter: string;
  readonly truth: number;
  readonly estimate: (fit: FittedRules) => Estimate | undefined;
}

/** Those of churn are of the true model, whether the fit chose it or not. */
function parametersOf(size: SizeRules): Parameter[] {
  const { churn, reactivation = 0 } = size;
  const ofChurn = (fit: FittedRules) => fit.churn.find(({ company_size }) => company_size === size.size);
  const named = (name: string) => (fit: FittedRules) =>
    fit.estimates.find((one) => one.company_size === size.size && one.parameter === name);
  const sessions = activeSessionProbabilities(size.sessions).flatMap((truth, count): Parameter[] =>
    truth === 0
      ? []
      : [
          {
            parameter: `sessions: ${count}`,
            truth,
            estimate: (fit) => shareOfSessions(fit, size.size, count),
          },
        ],
  );
  return [
    { parameter: "share of companies", truth: size.probability, estimate: named("share of companies") },
    ...(typeof churn === "object"
      ? [
          {
            parameter: "mean churn rate",
            truth: churn.mean,
            estimate: (fit: FittedRules) => ofChurn(fit)?.mean,
          },
          {
            parameter: "polarization of churn rates",
            truth: churn.polarization,
            estimate: (fit: FittedRules) => ofChurn(fit)?.polarization,
          },
        ]
      : [
          {
            parameter: "churn rate",
            truth: churnProbability(size),
            estimate: (fit: FittedRules) => ofChurn(fit)?.constant,
          },
        ]),
    ...(reactivation > 0
      ? [{ parameter: "reactivation rate", truth: reactivation, estimate: named("reactivation rate") }]
      : []),
    ...sessions,
  ];
}

/** A number of sessions beyond the most observed one has never been observed. */
function shareOfSessions(fit: FittedRules, size: string, count: number): Estimate {
  const ofSize = fit.sessions.filter(({ company_size }) => company_size === size);
  const months = ofSize.reduce((sum, row) => sum + row.months, 0);
  return ofSize.find(({ sessions }) => sessions === count)?.share ?? wilsonInterval(0, months);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
