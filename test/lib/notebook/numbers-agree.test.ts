import { expect, test } from "vitest";
import { SeedSummary } from "../../../lib/dataset/load/load-summary";
import { describeProgress, type SeedProgress } from "../../../lib/dataset/load/seed-progress";
import { monthLabels } from "../../../lib/dataset/month";
import { defaultRules, type Rules } from "../../../lib/dataset/rules";
import { ruleRow, Verification } from "../../../lib/dataset/verify/verification";
import { churnRates } from "../../../lib/metrics/churn-rates";
import { customerLifetimes } from "../../../lib/metrics/customer-lifetimes";
import { retentionCurves } from "../../../lib/metrics/retention-curves";
import { expectedKpis } from "../../../lib/model/expected-kpis";
import { forecast } from "../../../lib/model/forecast";
import { csvLink } from "../../../lib/notebook/display-csv-link";
import { summarizeCustomerForecast, summarizeMrrForecast } from "../../../lib/notebook/summarize-forecast";
import {
  summarizeChurnedCustomers,
  summarizeDataset,
  summarizeMrr,
  summarizeMrrMovements,
  summarizeSessions,
} from "../../../lib/notebook/summarize-kpis";
import {
  summarizeChurnRate,
  summarizeLifetimes,
  summarizeRetention,
} from "../../../lib/notebook/summarize-retention";
import { formatBytes } from "../../../lib/text/numbers-in-words";
import * as charts from "../charts/recipes";

const COUNTED =
  "compan(?:y|ies)|sessions?|rows?|months?|values?|numbers?|intervals?|points?|rules?|bytes?|others?|sizes?";

/** What does not agree in number: `1 companies`, `2 month`, `1 of 3 rules are`, `the 1 lie`. */
function disagreements(text: string): string[] {
  const wrong: string[] = [];
  for (const [found, count, noun = ""] of text.matchAll(
    new RegExp(`(?<![\\d.,$])([\\d,]+) (?:[a-z]+ )?(${COUNTED})\\b`, "g"),
  )) {
    if ((count === "1") !== !/s$/.test(noun)) wrong.push(found);
  }
  for (const [found] of text.matchAll(
    /\$[\d,.]+ are\b|\b1 (?:were|are|lie)\b|\bNaN\b|\bundefined\b|Infinity/g,
  ))
    wrong.push(found);
  return wrong;
}

test("what does not agree is found", () => {
  const found = (text: string) => disagreements(text).length > 0;
  for (const text of ["1 companies", "0 company", "of the 2 small company", "1,000 row", "$10,718 are left"])
    expect([text, found(text)]).toEqual([text, true]);
  for (const text of ["1 company", "0 companies", "1 small company", "1.0 months", "$10,718 is left"])
    expect([text, found(text)]).toEqual([text, false]);
});

/** Startups with 0, 1 or 2 companies, of which 0, 1 or 2 leave in the first of 1, 2 or 3 months, in one size or two. */
const startups = [0, 1, 2].flatMap((companies) =>
  [0, 1, 2]
    .filter((churned) => churned <= companies)
    .flatMap((churned) =>
      [1, 2, 3].flatMap((months) => [1, 2].map((sizes) => ({ companies, churned, months, sizes }))),
    ),
);

test.each(startups)(
  "every sentence is right for $companies companies, $churned churned, $months months and $sizes sizes",
  ({ companies, churned, months, sizes }) => {
    const said = sentences(companies, churned, months, sizes);

    for (const [name, sentence] of Object.entries(said))
      expect({ [name]: sentence, wrong: disagreements(sentence) }).toEqual({ [name]: sentence, wrong: [] });
  },
);

test.each([0, 1, 2, 1000])(
  "%d agrees with its noun in progress, summary, verification, link and size",
  (n) => {
    const progress = (step: SeedProgress["step"]): SeedProgress => ({
      step,
      companies: n,
      companiesTotal: n,
      sessions: n,
      seconds: 1,
      waitedSeconds: 0.5,
      summary: new SeedSummary(n, n, 2, "s", "f".repeat(64)),
    });
    const rows = (passed: boolean, length: number) =>
      Array.from({ length }, () => ruleRow("rule", passed, "detail"));

    const said = [
      ...(["companies", "months", "lives", "sessions", "constraints", "done"] as const).map((step) =>
        describeProgress(progress(step)),
      ),
      new Verification([...rows(false, n), ...rows(true, 1)]).verdict,
      new Verification(rows(true, n)).verdict,
      csvLink(
        Array.from({ length: n }, () => ({ n })),
        "a.csv",
      )["text/plain"],
      formatBytes(n),
    ];

    expect(said.flatMap(disagreements)).toEqual([]);
  },
);

function sentences(
  companies: number,
  churned: number,
  months: number,
  count: number,
): Record<string, string> {
  const rules: Rules = {
    ...defaultRules,
    companies: Math.max(1, companies),
    months,
    sizes: defaultRules.sizes.slice(0, count).map((size) => ({ ...size, probability: 1 / count })),
  };
  const names = rules.sizes.map(({ size }) => size).sort();
  const rowsOf = <Row extends object>(row: (index: number) => Row) =>
    monthLabels(rules.startMonth, months).flatMap((month, index) =>
      names.map((company_size) => ({ month, company_size, ...row(index) })),
    );
  const left = companies - churned;
  const sessions = rowsOf(() => ({ active_companies: left, sessions: left }));
  const losses = rowsOf((index) => ({ churned: index === 0 ? churned : 0, churned_to_date: churned }));
  const mrr = rowsOf(() => ({ active_companies: left, mrr: 19 * left, share: left && 1 / count }));
  const churn = rowsOf((index) => ({
    tenure: index,
    at_risk: index === 0 ? companies : left,
    churned: index === 0 ? churned : 0,
  }));
  const bridge = rowsOf((index) => ({
    opening_mrr: index === 0 ? 0 : left,
    new_mrr: index === 0 ? companies : 0,
    churned_mrr: index === 0 ? churned : 0,
    reactivated_mrr: 0,
    closing_mrr: left,
  }));
  const expected = expectedKpis(rules);
  const ahead = forecast(rules, mrr, { months });
  const retention = retentionCurves(churn);
  const rates = churnRates(churn);
  return {
    sessions: summarizeSessions(sessions, expected),
    churnedCustomers: summarizeChurnedCustomers(losses, expected),
    mrr: summarizeMrr(mrr, expected),
    retention: summarizeRetention(retention, rules),
    churnRate: summarizeChurnRate(rates, rules),
    mrrMovements: summarizeMrrMovements(bridge),
    lifetimes: summarizeLifetimes(customerLifetimes(churn, rules), rules),
    customerForecast: summarizeCustomerForecast(mrr, ahead),
    mrrForecast: summarizeMrrForecast(mrr, ahead),
    dataset: summarizeDataset({
      rules,
      importedFrom: undefined,
      startMonth: rules.startMonth,
      months: rules.months,
      randomSeed: "s",
      companies,
      sessions: companies,
      fingerprint: "f".repeat(64),
    }),
    sessionsChart: charts.sessionsStacked(sessions, expected).description,
    retentionChart: charts.retention(retention, rules).description,
    churnRateChart: charts.churnRate(rates, rules).description,
    mrrMovementsChart: charts.mrrMovements(bridge).description,
    customerForecastChart: charts.customerForecast(mrr, ahead).description,
    mrrForecastChart: charts.mrrForecast(mrr, ahead).description,
  };
}
