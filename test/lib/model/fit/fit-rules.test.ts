import { expect, test } from "vitest";
import { seed } from "../../../../lib/dataset/load/seed";
import { defaultRandomSeed, defaultRules } from "../../../../lib/dataset/rules";
import { verify } from "../../../../lib/dataset/verify/verify";
import { checkFit } from "../../../../lib/model/fit/check-fit";
import type { FitCounts, SizeFitCounts } from "../../../../lib/model/fit/fit-counts";
import { fitRules, rulesOfCounts } from "../../../../lib/model/fit/fit-rules";
import { wilsonInterval } from "../../../../lib/stats/wilson-interval";
import { generatedFitCounts } from "../../../generated-fit-counts";
import { writeDataset } from "../../../given-dataset";
import { startups } from "../../../startups";
import { databaseOfFile, testDatabase } from "../../../test-database";
import { startupWithReturns } from "../../metrics/startup-with-returns";

const file = databaseOfFile();

/** A size of which nobody churned in its first month, in a startup of so many months. */
function sizeOf(changes: Partial<SizeFitCounts> = {}): SizeFitCounts {
  return {
    company_size: "small",
    monthly_price: 19,
    lifeTable: [{ at_risk: 4, churned: 0 }],
    gone_months: 0,
    returns: 0,
    activeMonths: [1, 0, 3],
    ...changes,
  };
}

function fitted(...sizes: SizeFitCounts[]) {
  const companies = sizes.reduce((sum, { lifeTable: [first] }) => sum + (first?.at_risk ?? 0), 0);
  const months = Math.max(...sizes.map(({ lifeTable }) => lifeTable.length));
  const later = Array.from({ length: months - 1 }, () => 0);
  return rulesOfCounts({ startMonth: "2025-01", signUps: [companies, ...later], sizes });
}

test("one month without churn: the shares are those of the months, and nobody churns", () => {
  const { rules, companies, estimates, sessions } = fitted(sizeOf());

  expect(companies).toBe(4);
  expect(rules).toEqual({
    companies: 4,
    startMonth: "2025-01",
    months: 1,
    sizes: [
      { size: "small", probability: 1, monthlyPrice: 19, sessions: { weights: [0, 1, 0, 3] }, churn: 0 },
    ],
  });
  expect(estimates).toEqual([
    { company_size: "small", parameter: "share of companies", ...wilsonInterval(4, 4) },
    { company_size: "small", parameter: "churn rate", ...wilsonInterval(0, 4) },
  ]);
  expect(sessions.map((row) => [row.sessions, row.months, row.share.value])).toEqual([
    [1, 1, 0.25],
    [2, 0, 0],
    [3, 3, 0.75],
  ]);
});

test("if all churn in their first month, the churn rate is 1 and no number of sessions is known", () => {
  const { rules, sessions } = fitted(
    sizeOf({
      lifeTable: [
        { at_risk: 4, churned: 4 },
        { at_risk: 0, churned: 0 },
      ],
      gone_months: 4,
      activeMonths: [],
    }),
  );

  expect(rules.sizes[0]).toMatchObject({ churn: 1, sessions: { weights: [0, 1] } });
  expect(sessions).toEqual([]);
});

test("one company that pays nothing: it churned in its second month of two", () => {
  const { rules, estimates } = fitted(
    sizeOf({
      monthly_price: 0,
      lifeTable: [
        { at_risk: 1, churned: 0 },
        { at_risk: 1, churned: 1 },
      ],
      activeMonths: [0, 1],
    }),
  );

  expect(rules.sizes[0]).toMatchObject({ monthlyPrice: 0, churn: 0.5, sessions: { weights: [0, 0, 1] } });
  expect(estimates[1]).toMatchObject({ parameter: "churn rate", ...wilsonInterval(1, 2) });
});

test("a size without companies has the share 0, its price, and no other number", () => {
  const { rules, estimates, churn } = fitted(
    sizeOf({
      company_size: "large",
      monthly_price: 99,
      lifeTable: [{ at_risk: 0, churned: 0 }],
      activeMonths: [],
    }),
    sizeOf(),
  );

  expect(rules.sizes[0]).toEqual({
    size: "large",
    probability: 0,
    monthlyPrice: 99,
    sessions: { weights: [0, 1] },
  });
  expect(estimates.filter(({ company_size }) => company_size === "large")).toEqual([
    { company_size: "large", parameter: "share of companies", ...wilsonInterval(0, 4) },
  ]);
  expect(churn.map(({ company_size }) => company_size)).toEqual(["small"]);
});

test("returns are counted of the months in which companies were gone", () => {
  const { rules, estimates } = fitted(
    sizeOf({
      lifeTable: [
        { at_risk: 4, churned: 4 },
        { at_risk: 0, churned: 0 },
      ],
      gone_months: 4,
      returns: 1,
    }),
  );

  expect(rules.sizes[0]?.reactivation).toBe(0.25);
  expect(estimates.at(-1)).toEqual({
    company_size: "small",
    parameter: "reactivation rate",
    ...wilsonInterval(1, 4),
  });
});

test("churn rates differ between companies if early churn contradicts one rate", () => {
  const { rules, churn, estimates } = fitted(
    sizeOf({
      lifeTable: [
        { at_risk: 1000, churned: 131 },
        { at_risk: 869, churned: 126 },
        { at_risk: 743, churned: 90 },
        { at_risk: 653, churned: 60 },
        { at_risk: 593, churned: 42 },
      ],
    }),
  );

  expect(churn[0]?.supported).toBe("beta");
  const [, mean, polarization] = estimates;
  expect(rules.sizes[0]?.churn).toEqual({ mean: mean?.value, polarization: polarization?.value });
  expect([mean?.parameter, polarization?.parameter]).toEqual([
    "mean churn rate",
    "polarization of churn rates",
  ]);
});

test("months with more sessions than rules allow count as the most", () => {
  const activeMonths = Array.from({ length: 2002 }, () => 0);
  for (const sessions of [1, 2000, 2001, 2002]) activeMonths[sessions - 1] = sessions;
  const { sessions } = fitted(sizeOf({ activeMonths }));

  expect(sessions).toHaveLength(2000);
  expect(sessions.at(-1)).toMatchObject({ sessions: 2000, months: 6003 });
});

test("rules begin with the first sign-ups, and later ones are new customers", () => {
  const counts: FitCounts = { startMonth: "2024-11", signUps: [0, 0, 4, 0, 2], sizes: [sizeOf()] };

  expect(rulesOfCounts(counts).rules).toMatchObject({
    startMonth: "2025-01",
    months: 3,
    companies: 4,
    newCustomers: [0, 2],
  });
});

test("new customers of the generator continue as its rules do", () => {
  const continued = (name: string) => {
    const { [name]: rules = defaultRules } = startups;
    return rulesOfCounts(generatedFitCounts(rules, defaultRandomSeed)).newCustomers;
  };

  expect(continued("growing")).toMatchObject({ rule: 20, describes: true });
  expect(continued("heterogeneous")).toMatchObject({ rule: { growth: expect.closeTo(0.05, 3) } });
  // 5, 5, 5, 5, 40, 0, 0, 0, 0, 0, 50 and 5 in the last 12 of 17 months.
  expect(continued("returning")).toMatchObject({ rule: 10, describes: false });
  expect(continued("default")).toBeUndefined();
});

test("without a dataset or a company there is nothing to fit", async () => {
  const db = await testDatabase();
  await expect(fitRules(db)).rejects.toThrow(
    "fitRules: the database contains no dataset; generate one with `npm run seed`, or import one with `npm run import`",
  );

  const given = { startMonth: "2025-01", months: 2, prices: { small: 19 }, companies: [] };
  await writeDataset(db, given);
  await expect(fitRules(db)).rejects.toThrow("fitRules: there are no companies in the months of the dataset");
});

test("what Postgres counts of a given dataset is what paper says", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupWithReturns);

  const { rules, companies } = await fitRules(db);
  // What is after the end does not count.
  expect(companies).toBe(7);
  expect(rules).toMatchObject({ companies: 3, startMonth: "2025-01", months: 4, newCustomers: [1, 1, 2] });
  expect(rules.sizes).toMatchObject([
    // Of the months of 3 + 1 companies that had not churned, 1 + 1 churned; gone in March and April, returned once.
    {
      size: "large",
      probability: 3 / 7,
      churn: 2 / 4,
      reactivation: 1 / 2,
      sessions: { weights: [0, 2, 1] },
    },
    // Gone: company 2 in March, company 3 in March and April, company 4 in April.
    {
      size: "small",
      probability: 4 / 7,
      churn: 3 / 8,
      reactivation: 2 / 4,
      sessions: { weights: [0, 5, 1, 1] },
    },
  ]);
});

test("data inserted by hand, without prices and durations, has rules, and a twin from them is verified", async () => {
  const db = await testDatabase();
  await writeDataset(db, startupWithReturns);
  await db.updateTable("subscriptions").set({ monthly_price: null }).execute();
  await db.updateTable("sessions").set({ duration_seconds: null }).execute();
  await db.deleteFrom("dataset").execute();
  await db.insertInto("dataset").values({ start_month: "2025-01-01", months: 4 }).execute();

  const fit = await fitRules(db);
  expect(fit.rules.sizes.map(({ monthlyPrice }) => monthlyPrice)).toEqual([0, 0]);
  expect((await checkFit(db, fit)).length).toBeGreaterThan(0);
  await seed(file.db, { rules: fit.rules, randomSeed: "twin", replace: true });
  expect((await verify(file.db)).passed).toBe(true);
});

test("what rules have no room for is said", () => {
  const months = Array.from({ length: 481 }, () => 1);
  expect(() => rulesOfCounts({ startMonth: "1985-01", signUps: months, sizes: [sizeOf()] })).toThrow(
    "fitRules: no rules describe this data: months must be an integer from 1 to 480, received 481",
  );
});

test("a session before the sign-up counts as the sign-up, and one outside the dataset's months does not count", async () => {
  const db = await testDatabase();
  await writeDataset(db, {
    startMonth: "2025-01",
    months: 3,
    prices: { small: 19 },
    companies: [
      ["small", "2025-01-05Z", "2025-01-06Z", "2025-03-01Z"],
      ["small", "2024-12-31T23:59:59Z", "2025-01-01Z", "2025-02-01Z", "2025-03-31Z", "2025-04-01Z"],
    ],
    signUps: ["2025-03-01Z", "2024-12-01Z"],
  });

  const { rules } = await fitRules(db);
  expect(rules).toMatchObject({ companies: 2, startMonth: "2025-01", months: 3 });
  // Of 2 + 2 + 1 months until the first churn, 1 was without a session; the first company returned at once.
  expect(rules.sizes).toMatchObject([{ churn: 1 / 5, reactivation: 1, sessions: { weights: [0, 4, 1] } }]);
});

test.each(Object.entries({ default: defaultRules, ...startups }))(
  "the %s startup: Postgres and plain TypeScript count the same, and a twin from the fitted rules is verified",
  async (_, rules) => {
    await seed(file.db, { rules, randomSeed: "fit", replace: true });
    const fit = await fitRules(file.db);
    expect(fit).toEqual(rulesOfCounts(generatedFitCounts(rules, "fit")));

    await seed(file.db, { rules: fit.rules, randomSeed: "twin" });
    expect((await verify(file.db)).passed).toBe(true);
  },
);
