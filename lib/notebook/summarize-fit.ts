import { inWords } from "../../db/errors/user-error";
import { MAX_SESSIONS } from "../dataset/check-rules";
import type { SizeRules } from "../dataset/rules";
import { averageActiveSessions } from "../dataset/session-distribution";
import type { FitCheck, FitPart } from "../model/fit/check-fit";
import type { FitCounts } from "../model/fit/fit-counts";
import type { FittedChurn, FittedNumber, FittedRules } from "../model/fit/fit-rules";
import type { FittedNewCustomers } from "../model/fit/new-customers";
import type { Estimate } from "../stats/estimate";
import { count, counted, dollars, formatPValue, percent, rate, sum } from "../text/numbers-in-words";

/**
 * Describes fitted rules in a few sentences: the data, the parameters of each company size with 95% confidence intervals, the
 * supported model of churn, and how new customers continue.
 *
 * @param fit of `fitRules`
 *
 * @example
 * displaySentence(summarizeFit(await fitRules(db)));
 */
export function summarizeFit(fit: FittedRules): string {
  const { rules, companies } = fit;
  return [
    `Rules fitted to ${counted(companies, "company", "companies")} over ${counted(rules.months, "month")}, with 95% confidence intervals.`,
    ...rules.sizes.map((size) => summarizeSize(size, fit)),
    summarizeNewCustomers(fit),
  ].join(" ");
}

/** How the data differs from the rules if a part is unexplained. */
const UNEXPLAINED: Readonly<Record<FitPart, string>> = {
  "sizes by sign-up month": "the shares of the sizes differ between sign-up months",
  "churn by tenure": "churn depends on tenure differently",
  "churn by month": "churn differs between months, as with seasons or a trend",
  "churn after a return": "churn after a return differs from churn before",
  "sessions by month": "sessions differ between months, as with seasons or a trend",
  "sessions before churn": "sessions differ before churn, as when usage fades",
  "sessions of successive months": "some companies use the product more than others of their size",
};

/**
 * Describes in a few sentences what fitted rules do not explain, with the observations of each company size, and what they do.
 *
 * @param checks of `checkFit`
 *
 * @example
 * displaySentence(summarizeFitChecks(await checkFit(db, fit)));
 */
export function summarizeFitChecks(checks: readonly FitCheck[]): string {
  const tested = checks.filter(({ p_value }) => p_value !== null);
  if (tested.length === 0) return "There are too few rows to tell what the rules explain.";
  const unexplained = tested.filter(({ explained }) => !explained);
  const untested = checks.length - tested.length;
  const tooFew = untested === 0 ? "" : ` There are too few rows to test ${counted(untested, "other part")}.`;
  return `${summarizeTested(tested, unexplained)}${tooFew}`;
}

function summarizeTested(tested: readonly FitCheck[], unexplained: readonly FitCheck[]): string {
  if (unexplained.length === 0)
    return `The rules explain all that can be tested: ${inWords(partsOf(tested))}.`;
  const named = partsOf(unexplained).map((part) => {
    const details = unexplained
      .filter((check) => check.part === part)
      .map(({ company_size, detail }) => (company_size === "all" ? detail : `${company_size}: ${detail}`));
    return `that ${UNEXPLAINED[part]} (${details.join("; ")})`;
  });
  const agreeing = tested.filter((check) => check.explained);
  const others = partsOf(agreeing).map((part) => {
    const sizes = agreeing.filter((check) => check.part === part).map(({ company_size }) => company_size);
    const isSplit = unexplained.some((check) => check.part === part);
    return isSplit ? `${part} of ${inWords(sizes)} companies` : part;
  });
  const rest = others.length === 0 ? "nothing else that can be tested" : inWords(others);
  return `The rules do not explain ${inWords(named)}. They explain ${rest}.`;
}

function partsOf(checks: readonly FitCheck[]): FitPart[] {
  return [...new Set(checks.map(({ part }) => part))];
}

function summarizeSize(size: SizeRules, { estimates, churn, sessions, counts }: FittedRules): string {
  const ofSize = estimates.filter(({ company_size }) => company_size === size.size);
  const share = ofSize.find(({ parameter }) => parameter === "share of companies");
  const ofChurn = churn.find(({ company_size }) => company_size === size.size);
  if (!ofChurn || !share) return `No company is ${size.size}.`;
  const isActive = sessions.some(({ company_size }) => company_size === size.size);
  const activity = isActive
    ? `${averageActiveSessions(size.sessions).toFixed(1)} sessions in an active month on average${summarizeMost(size, counts)}`
    : "never active";
  const ofData = counts.sizes.find(({ company_size }) => company_size === size.size);
  const price =
    ofData?.monthly_price !== null ? `${dollars(size.monthlyPrice)} per month` : "at an unknown price";
  return [
    `${capitalized(size.size)}: ${withInterval(share)} of the companies, ${price}, ${activity};`,
    `${summarizeChurn(ofChurn)}${summarizeReturns(ofSize)}.`,
  ].join(" ");
}

/** The share of months above the limit of sessions in rules. */
function summarizeMost({ size }: SizeRules, { sizes }: FitCounts): string {
  const active = sizes.find(({ company_size }) => company_size === size)?.activeMonths ?? [];
  const beyond = sum(active.slice(MAX_SESSIONS), (months) => months);
  if (beyond === 0) return "";
  const share = percent(
    beyond,
    sum(active, (months) => months),
  );
  return ` (${share} of these months have more than ${count(MAX_SESSIONS)} and count as ${count(MAX_SESSIONS)})`;
}

function summarizeChurn({ supported, constant, mean, polarization, pValue }: FittedChurn): string {
  const test = `p = ${formatPValue(pValue)}`;
  if (supported === "constant") {
    const differ = pValue === 1 ? "do not fit better" : `do not fit significantly better, ${test}`;
    const most = `polarization up to ${polarization.high.toFixed(2)} is possible`;
    return `${withInterval(constant)} churn per month, the same for all (rates that differ between companies ${differ}; ${most})`;
  }
  const [value, low, high] = [polarization.value, polarization.low, polarization.high].map((one) =>
    one.toFixed(2),
  );
  return `churn rates differ between companies, ${withInterval(mean)} on average among new ones, with polarization ${value} (${low} to ${high}), which fits better than one rate for all (${test})`;
}

function summarizeReturns(ofSize: readonly FittedNumber[]): string {
  const returns = ofSize.find(({ parameter }) => parameter === "reactivation rate");
  if (!returns) return "";
  if (returns.value === 0)
    return `; none of the churned companies returned (up to ${rate(returns.high)} per month)`;
  return `; ${withInterval(returns)} of the churned companies return per month`;
}

function summarizeNewCustomers({ newCustomers }: FittedRules): string {
  if (!newCustomers) return "Nobody signed up after the first month.";
  const pattern = describeNewCustomers(newCustomers);
  return newCustomers.describes
    ? `New customers sign up as in the data; ${pattern} describes them as well.`
    : `New customers sign up as in the data; neither a constant number per month nor growth describes them, and a forecast continues with ${pattern}.`;
}

/** How new customers continue: `20 per month`, `growth of 5.0% per month`, or either if both are possible. */
export function describeNewCustomers({ rule, describes, months, alternative }: FittedNewCustomers): string {
  if (!describes) return `${describePattern(rule)}, the average of the last ${counted(months, "month")}`;
  const isPossible = alternative && alternative.probability >= POSSIBLE;
  return [rule, ...(isPossible ? [alternative.rule] : [])].map(describePattern).join(" or ");
}

/** A less probable rule is not mentioned. */
const POSSIBLE = 0.05;

function describePattern(rule: FittedNewCustomers["rule"]): string {
  return typeof rule === "number" ? `${count(rule)} per month` : `growth of ${rate(rule.growth)} per month`;
}

/** A rate and its interval: `8.3% (7.1% to 9.9%)`. */
function withInterval({ value, low, high }: Estimate): string {
  return `${rate(value)} (${rate(low)} to ${rate(high)})`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
