import { expect, test } from "vitest";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { checkDiagnostics, checkFit, type FitCheck } from "../../../../lib/model/fit/check-fit";
import { type FitDiagnostics, readFitDiagnostics } from "../../../../lib/model/fit/fit-diagnostics";
import { fitRules, rulesOfCounts } from "../../../../lib/model/fit/fit-rules";
import { type CountedCompany, fitCountsOf, generatedCounts } from "../../../generated-fit-counts";
import { fitDiagnosticsOf } from "../../../generated-fit-diagnostics";
import { writeDataset } from "../../../given-dataset";
import { growing, heterogeneous, returning, startups } from "../../../startups";
import { databaseOfFile, testDatabase } from "../../../test-database";
import { startupWithReturns } from "../../metrics/startup-with-returns";

const file = databaseOfFile();

/** What is checked of companies that follow the rules up to a change. */
function checksOf(
  rules: Rules,
  change: (company: CountedCompany, index: number) => CountedCompany,
): FitCheck[] {
  const companies = generatedCounts(rules, "checked").map(change);
  return checkDiagnostics(rulesOfCounts(fitCountsOf(rules, companies)), fitDiagnosticsOf(rules, companies));
}

function unexplained(...given: Parameters<typeof checksOf>): string[] {
  return checksOf(...given).flatMap(nameIfUnexplained);
}

function nameIfUnexplained({ company_size, part, explained }: FitCheck): string[] {
  return explained ? [] : [`${part}, ${company_size}`];
}

/** A company with other numbers of sessions; from the sign-up month on. */
function withSessions(company: CountedCompany, sessionsOf: (sessions: number, tenure: number) => number) {
  return { ...company, sessionCounts: company.sessionCounts.map(sessionsOf) };
}

test.each(Object.entries({ default: defaultRules, ...startups }))(
  "generated companies of the %s startup are explained",
  (_, rules) => {
    expect(unexplained(rules, (company) => company)).toEqual([]);
  },
);

test("40 years of months are explained", () => {
  const rules = { ...growing, companies: 5, newCustomers: 5, months: 480 };
  expect(unexplained(rules, (company) => company)).toEqual([]);
});

test("usage that fades before churn is not explained", () => {
  const faded = unexplained(growing, (company) =>
    withSessions(company, (sessions, tenure) =>
      company.sessionCounts[tenure + 1] === 0 ? Math.ceil(sessions / 2) : sessions,
    ),
  );

  expect(faded).toEqual(["sessions before churn, large", "sessions before churn, small"]);
});

test("a season of usage is not explained", () => {
  const season = unexplained(growing, (company) =>
    withSessions(company, (sessions, tenure) =>
      (company.signUpMonth + tenure) % 12 === 7 ? Math.ceil(sessions / 2) : sessions,
    ),
  );

  expect(season).toEqual(["sessions by month, large", "sessions by month, small"]);
});

test("companies that always use the product more than others of their size are not explained", () => {
  const heavy = unexplained(growing, (company, index) =>
    withSessions(company, (sessions) => (index % 4 === 0 ? 2 * sessions : sessions)),
  );

  expect(heavy).toContain("sessions of successive months, small");
  expect(heavy).toContain("sessions of successive months, large");
});

/** A company that has no session from a tenure on. */
function churnedAt(company: CountedCompany, tenure: number): CountedCompany {
  return { ...company, sessionCounts: company.sessionCounts.slice(0, Math.max(0, tenure)) };
}

test("a season of churn is not explained, and its month is named", () => {
  const checks = checksOf(growing, (company, index) =>
    company.signUpMonth > 0 && index % 3 === 0 ? churnedAt(company, 12 - company.signUpMonth) : company,
  );
  const season = checks.find(
    ({ company_size, part }) => company_size === "small" && part === "churn by month",
  );

  expect(season).toMatchObject({ explained: false, detail: expect.stringMatching(/ in January 2026: /) });
  expect(checks.flatMap(nameIfUnexplained).filter((name) => name.startsWith("sessions"))).toEqual([]);
});

test("churn that rises with tenure is not explained, neither by one rate nor by rates that differ", () => {
  const atYear = unexplained(growing, (company, index) =>
    index % 3 === 0 ? churnedAt(company, 12) : company,
  );

  expect(atYear).toContain("churn by tenure, small");
});

test("shares of sizes that change with time are not explained", () => {
  const shifted = unexplained(heterogeneous, (company) => ({
    ...company,
    size: company.signUpMonth > 12 ? "large" : company.size,
  }));

  expect(shifted).toContain("sizes by sign-up month, all");
});

test("other churn after a return is not explained", () => {
  const once = unexplained(returning, (company) => {
    const back = company.sessionCounts.findIndex(
      (sessions, tenure) => sessions > 0 && company.sessionCounts[tenure - 1] === 0,
    );
    return back < 0 ? company : churnedAt(company, back + 1);
  });

  expect(once).toContain("churn after a return, small");
});

test("too few companies explain nothing and contradict nothing", () => {
  const few: Rules = { ...growing, companies: 3, newCustomers: 1, months: 3 };
  const companies = generatedCounts(few, "few");
  const checks = checkDiagnostics(
    rulesOfCounts(fitCountsOf(few, companies)),
    fitDiagnosticsOf(few, companies),
  );

  expect(checks.length).toBeGreaterThan(0);
  for (const check of checks) {
    expect(check).toMatchObject({ explained: true, p_value: null, detail: "too few rows to tell" });
  }
});

test("churn after a return is not tested of few returns", () => {
  const few: Rules = { ...returning, companies: 10, newCustomers: 0, months: 12 };
  const companies = generatedCounts(few, "checked");
  const checks = checkDiagnostics(
    rulesOfCounts(fitCountsOf(few, companies)),
    fitDiagnosticsOf(few, companies),
  );

  expect(checks.find(({ part }) => part === "churn after a return")?.p_value).toBeNull();
});

function sorted({ cohorts, sessions }: FitDiagnostics) {
  return {
    cohorts: new Map(cohorts.map((row) => [`${row.company_size} ${row.cohort_index} ${row.tenure}`, row])),
    sessions: new Map(sessions.map((row) => [`${row.company_size} ${row.month} ${row.next}`, row])),
  };
}

test("Postgres counts of a given dataset what plain TypeScript does", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupWithReturns);
  const signUpMonths = [0, 0, 1, 2, 0, 3, 3];
  const companies = signUpMonths.map((signUpMonth, index): CountedCompany => {
    const [size = "", ...sessions] = startupWithReturns.companies[index] ?? [];
    return { size: String(size), signUpMonth, sessionCounts: sessions.map(Number).slice(signUpMonth) };
  });

  expect(sorted(await readFitDiagnostics(db))).toEqual(
    sorted(fitDiagnosticsOf(startupWithReturns, companies)),
  );
});

test.each(Object.entries({ default: defaultRules, ...startups }))(
  "the %s startup: Postgres counts what plain TypeScript does, and the rules explain the data",
  async (_, rules) => {
    await seed(file.db, { rules, randomSeed: "checked", replace: true });
    const counted = fitDiagnosticsOf(rules, generatedCounts(rules, "checked"));

    expect(sorted(await readFitDiagnostics(file.db))).toEqual(sorted(counted));
    const checks = await checkFit(file.db, await fitRules(file.db));
    expect(checks.flatMap(nameIfUnexplained)).toEqual([]);
  },
);
