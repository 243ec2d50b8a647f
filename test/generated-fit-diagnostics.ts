import { monthLabels } from "../lib/dataset/month";
import type { Rules } from "../lib/dataset/rules";
import type { CohortChurn, FitDiagnostics, MonthSessions } from "../lib/model/fit/fit-diagnostics";
import type { CountedCompany } from "./generated-fit-counts";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What the SQL counts of companies for `checkFit`, counted one by one and without a database. */
export function fitDiagnosticsOf(
  { startMonth, months }: Pick<Rules, "startMonth" | "months">,
  companies: readonly CountedCompany[],
): FitDiagnostics {
  const labels = monthLabels(startMonth, months);
  const cohorts = new Map<string, Writable<CohortChurn>>();
  const sessions = new Map<string, Writable<MonthSessions>>();
  for (const { size: company_size, signUpMonth: cohort_index, sessionCounts } of companies) {
    let churns = 0;
    for (let tenure = 0; cohort_index + tenure < months; tenure += 1) {
      const key = `${company_size} ${cohort_index} ${tenure}`;
      const none = { signed_up: 0, at_risk: 0, first_churned: 0, at_risk_again: 0, churned_again: 0 };
      const row = cohorts.get(key) ?? { company_size, cohort_index, tenure, ...none };
      cohorts.set(key, row);
      const [now = 0, before = 0, after = 0] = [0, -1, 1].map((step) => sessionCounts[tenure + step]);
      const isCustomer = tenure === 0 || before > 0;
      row.signed_up += 1;
      if (isCustomer && churns === 0) {
        row.at_risk += 1;
        if (now === 0) row.first_churned += 1;
      } else if (isCustomer) {
        row.at_risk_again += 1;
        if (now === 0) row.churned_again += 1;
      }
      if (isCustomer && now === 0) churns += 1;
      if (now === 0) continue;
      const isLast = cohort_index + tenure === months - 1;
      const next = isLast ? "unknown" : after > 0 ? "active" : "churned";
      const month = labels[cohort_index + tenure] ?? "";
      const nothing = { companies: 0, sessions: 0, squares: 0, next_sessions: 0, products: 0 };
      const active = sessions.get(`${company_size} ${month} ${next}`) ?? {
        company_size,
        month,
        next,
        ...nothing,
      };
      sessions.set(`${company_size} ${month} ${next}`, active);
      active.companies += 1;
      active.sessions += now;
      active.squares += now ** 2;
      if (next === "active") {
        active.next_sessions += after;
        active.products += now * after;
      }
    }
  }
  return { cohorts: [...cohorts.values()], sessions: [...sessions.values()] };
}
