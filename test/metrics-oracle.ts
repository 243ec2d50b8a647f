import type { GeneratedCompany } from "../lib/dataset/company-generator";
import { monthLabels } from "../lib/dataset/month";
import type { Rules } from "../lib/dataset/rules";
import type { CohortRow } from "../lib/metrics/cohorts";
import type { LifeTableRow } from "../lib/metrics/life-table";
import type { SaasMetricsPerMonth } from "../lib/metrics/saas-metrics";
import type { GivenDataset } from "./given-dataset";

/** A startup as the oracle sees it. */
export interface OracleStartup {
  /** The names of the months, `2025-01` and so on. */
  readonly months: readonly string[];
  readonly sizes: readonly { readonly size: string; readonly cents: number }[];
  readonly companies: readonly OracleCompany[];
}

/** A company, whose months are counted from the first of the dataset, 0. */
export interface OracleCompany {
  readonly size: string;
  readonly cents: number;
  readonly signedUp: number;
  /** The number of sessions in each month in which it is active. */
  readonly active: ReadonlyMap<number, number>;
}

/** A startup made of generated companies, of which nothing but instants is used. */
export function generatedStartup(rules: Rules, companies: Iterable<GeneratedCompany>): OracleStartup {
  const prices = rules.sizes.map(({ size, monthlyPrice }) => [size, monthlyPrice] as const);
  return startup(
    rules,
    prices,
    [...companies].map(({ size, createdAt, sessionTimes }) => ({
      size,
      signedUp: new Date(createdAt).toISOString(),
      sessions: sessionTimes.map((time) => new Date(time).toISOString()),
    })),
  );
}

/** A startup given company by company. */
export function givenStartup(given: GivenDataset): OracleStartup {
  const months = monthLabels(given.startMonth, given.months);
  return startup(
    given,
    Object.entries(given.prices).map(([size, dollars]) => [size, Number(dollars)]),
    given.companies.map(([size, ...sessions], n) => ({
      size,
      signedUp: given.signUps?.[n] ?? given.startMonth,
      sessions: sessions.flatMap((session, month) =>
        typeof session === "string" ? [session] : Array<string>(session).fill(months[month] ?? ""),
      ),
    })),
  );
}

/** Instants are texts that begin with their month. */
function startup(
  { startMonth, months: length }: { readonly startMonth: string; readonly months: number },
  prices: readonly (readonly [size: string, dollars: number])[],
  companies: readonly { size: string; signedUp: string; sessions: readonly string[] }[],
): OracleStartup {
  const months = monthLabels(startMonth, length);
  const monthsBefore = (instant: string) => months.filter((month) => month < instant.slice(0, 7)).length;
  const sizes = prices
    .map(([size, dollars]) => ({ size, cents: Math.round(dollars * 100) }))
    .sort((a, b) => Buffer.from(a.size).compare(Buffer.from(b.size)));
  return {
    months,
    sizes,
    companies: companies.map(({ size, signedUp, sessions }) => ({
      size,
      cents: sizes.find((one) => one.size === size)?.cents ?? Number.NaN,
      // A company that has sessions before it signed up is a customer from then on.
      signedUp: Math.min(...[signedUp, ...sessions].map(monthsBefore)),
      active: countBy(sessions.filter((one) => months.includes(one.slice(0, 7))).map(monthsBefore)),
    })),
  };
}

function countBy(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Each size with its companies, and all of them last. */
function segments({ sizes, companies }: OracleStartup) {
  const bySize = sizes.map(({ size }) => ({ size, members: companies.filter((one) => one.size === size) }));
  return [...bySize, { size: "all", members: companies }];
}

/**
 * The SaaS metrics once more, an independent answer to hold the SQL against: each is worked out from sets of companies, as its
 * definition says, and money is added up in cents.
 */
export function saasMetricsOracle(startup: OracleStartup): SaasMetricsPerMonth[] {
  return startup.months.flatMap((month, now) =>
    segments(startup).map(({ size, members }) => ({
      month,
      company_size: size,
      ...metricsOf(members, now),
    })),
  );
}

type Company = OracleCompany;

function metricsOf(members: readonly Company[], now: number) {
  const those = (condition: (company: Company) => boolean) => members.filter(condition);
  const before = those((one) => one.active.has(now - 1));
  const customers = those((one) => one.active.has(now));
  const fresh = those((one) => one.signedUp === now);
  const churned = [...before, ...fresh].filter((one) => !one.active.has(now));
  const reactivated = customers.filter((one) => one.signedUp < now && !one.active.has(now - 1));
  const yearAgo = those((one) => one.active.has(now - 12));
  const churn = quotient(churned.length, before.length + fresh.length);
  const arpa = quotient(dollars(customers), customers.length);
  return {
    customers: customers.length,
    new_customers: fresh.length,
    churned_customers: churned.length,
    reactivated_customers: reactivated.length,
    customer_churn_rate: churn,
    mrr: dollars(customers),
    new_mrr: dollars(fresh),
    churned_mrr: dollars(churned),
    reactivated_mrr: dollars(reactivated),
    mrr_churn_rate: quotient(cents(churned), cents(before) + cents(fresh)),
    gross_retention: quotient(cents(before.filter((one) => one.active.has(now))), cents(before)),
    net_retention: quotient(cents(customers.filter((one) => one.signedUp < now)), cents(before)),
    gross_retention_12: quotient(
      cents(yearAgo.filter((one) => everyMonth(one, now - 12, now))),
      cents(yearAgo),
    ),
    net_retention_12: quotient(cents(customers.filter((one) => one.signedUp <= now - 12)), cents(yearAgo)),
    arpa,
    arr: (cents(customers) * 12) / 100,
    annual_churn_rate: churn === null ? null : 1 - (1 - churn) ** 12,
    quick_ratio: quotient(cents(fresh) + cents(reactivated), cents(churned)),
    ltv: arpa === null || churn === null ? null : quotient(arpa, churn),
  };
}

function everyMonth({ active }: Company, from: number, to: number): boolean {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n).every((month) => active.has(month));
}

/** What is left of each cohort, once more. */
export function cohortsOracle(startup: OracleStartup): CohortRow[] {
  return startup.months.flatMap((cohort, since) => {
    if (!startup.companies.some(({ signedUp }) => signedUp === since)) return [];
    return startup.months.slice(since).flatMap((month, tenure) =>
      segments(startup).map(({ size, members }) => {
        const signedUp = members.filter((one) => one.signedUp === since);
        const customers = signedUp.filter((one) => one.active.has(since + tenure));
        return {
          cohort,
          company_size: size,
          tenure,
          month,
          signed_up: signedUp.length,
          customers: customers.length,
          retention: quotient(customers.length, signedUp.length),
          mrr: dollars(customers),
          mrr_retention: quotient(cents(customers), cents(signedUp)),
        };
      }),
    );
  });
}

/** The life table once more: when each company churned for the first time, by tenure and size. */
export function lifeTableOracle(startup: OracleStartup): LifeTableRow[] {
  return startup.months.flatMap((_, tenure) =>
    segments(startup)
      .slice(0, -1)
      .map(({ size, members }) => {
        const observed = members.filter((one) => one.signedUp + tenure < startup.months.length);
        const atRisk = observed.filter((one) => everyMonth(one, one.signedUp, one.signedUp + tenure - 1));
        const churned = atRisk.filter((one) => !one.active.has(one.signedUp + tenure));
        return { company_size: size, tenure, at_risk: atRisk.length, churned: churned.length };
      }),
  );
}

function cents(companies: readonly Company[]): number {
  return companies.reduce((sum, company) => sum + company.cents, 0);
}

function dollars(companies: readonly Company[]): number {
  return cents(companies) / 100;
}

function quotient(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}
