/** What a notebook imports: `import { connect, seed } from "./lib"`. */

// Connect: the database and its typed tables

export { connect, withScratchDatabase } from "../db/connect";
export type { Database } from "../db/connection/database";
export type { Company, Dataset, Schema, Session, Subscription } from "../db/schema/schema";
export { snapshot } from "../db/transaction/snapshot";

// Dataset: rules, seeding, record, fingerprint, verification

export { churnProbability, retentionProbability } from "./dataset/churn";
export { describeRules } from "./dataset/describe-rules";
export { fingerprint } from "./dataset/fingerprint";
export { type ImportOptions, importDataset } from "./dataset/import/import-dataset";
export type { ImportColumns } from "./dataset/import/match-columns";
export { ImportProblems } from "./dataset/import/problems";
export { ImportSummary, SeedSummary } from "./dataset/load/load-summary";
export { ensureDataset, type SeedOptions, seed, seedUnlessImported } from "./dataset/load/seed";
export type { SeedProgress } from "./dataset/load/seed-progress";
export { type CurrentDataset, currentDataset, type ImportedFile, type ImportedFrom } from "./dataset/record";
export {
  type BetaChurn,
  type Churn,
  type CustomerGrowth,
  defaultRandomSeed,
  defaultRules,
  type NewCustomers,
  type Rules,
  type SessionDistribution,
  type SessionSpread,
  type SessionWeights,
  type SizeRules,
} from "./dataset/rules";
export { type CheckRow, Verification } from "./dataset/verify/verification";
export { type VerifyOptions, verify } from "./dataset/verify/verify";

// Metrics: what the data says

export {
  type ChurnRate,
  type CustomersAtRisk,
  churnRates,
  customersAtRiskPerMonth,
} from "./metrics/churn-rates";
export {
  type ChurnedCustomersPerMonth,
  churnedCustomersPerMonth,
} from "./metrics/churned-customers-per-month";
export { type CohortRow, cohorts } from "./metrics/cohorts";
export { type CustomerLifetime, customerLifetimes, lifetimeMonths } from "./metrics/customer-lifetimes";
export { type LifeTableRow, lifeTable } from "./metrics/life-table";
export { type MrrMovements, mrrMovements } from "./metrics/mrr-movements";
export { type MrrPerMonth, mrrPerMonth } from "./metrics/mrr-per-month";
export { type RetentionPoint, retentionCurves } from "./metrics/retention-curves";
export { type SaasMetricsPerMonth, saasMetricsPerMonth } from "./metrics/saas-metrics";
export { type SessionsPerMonth, sessionsPerMonth } from "./metrics/sessions-per-month";

// Model: what the rules predict, and rules fitted to data

export { type ExpectedChurnRate, expectedChurnRates } from "./model/expected-churn-rates";
export { type ExpectedCohort, expectedCohorts } from "./model/expected-cohorts";
export { type ExpectedKpis, type ExpectedKpisOptions, expectedKpis } from "./model/expected-kpis";
export { type ExpectedSaasMetrics, expectedSaasMetrics } from "./model/expected-saas-metrics";
export { checkFit, type FitCheck, type FitPart } from "./model/fit/check-fit";
export { describeFit, type FittedSize } from "./model/fit/describe-fit";
export {
  type FittedChurn,
  type FittedNumber,
  type FittedRules,
  type FittedSessions,
  fitRules,
} from "./model/fit/fit-rules";
export type { FittedNewCustomers } from "./model/fit/new-customers";
export {
  type CustomersOfCohort,
  type CustomersOfMonth,
  type ForecastOptions,
  forecast,
} from "./model/forecast";
export {
  type SimulateStartupsOptions,
  type StartupMonth,
  simulateStartups,
} from "./model/simulate-startups";

// Charts: marks that chart puts together

export { type ChartOptions, chart } from "./charts/chart";
export type { Figure, PlainFigure } from "./charts/figure";
export { bars } from "./charts/marks/bars";
export { heatmap } from "./charts/marks/heatmap";
export { intervals } from "./charts/marks/intervals";
export { lines } from "./charts/marks/lines";
export type {
  BarsOptions,
  HeatmapOptions,
  IntervalsOptions,
  LinesOptions,
  Mark,
  PointsOptions,
} from "./charts/marks/mark";
export { points } from "./charts/marks/points";

// Display: what appears below a cell

export { displayCsvLink } from "./notebook/display-csv-link";
export { displayFigure } from "./notebook/display-figure";
export { type DisplayQueryOptions, displayQuery } from "./notebook/display-query";
export { displaySql } from "./notebook/display-sql";
export { displayTable } from "./notebook/display-table";
export { displaySentence } from "./notebook/html-text";
export { pivot } from "./notebook/pivot";
export { progressBar } from "./notebook/progress-bar";
export { summarizeFit, summarizeFitChecks } from "./notebook/summarize-fit";
export { summarizeCustomerForecast, summarizeMrrForecast } from "./notebook/summarize-forecast";
export {
  summarizeChurnedCustomers,
  summarizeDataset,
  summarizeMrr,
  summarizeMrrMovements,
  summarizeSessions,
} from "./notebook/summarize-kpis";
export { summarizeCohorts, summarizeSaasMetrics } from "./notebook/summarize-metrics";
export { summarizeChurnRate, summarizeLifetimes, summarizeRetention } from "./notebook/summarize-retention";
export { displayWhatIf } from "./notebook/what-if/what-if";

// General statistics

export type { Estimate } from "./stats/estimate";
export { kaplanMeier } from "./stats/kaplan-meier";
export type { Prediction } from "./stats/prediction";
export { wilsonInterval } from "./stats/wilson-interval";
