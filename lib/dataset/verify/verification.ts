import { inspect } from "node:util";
import { count, counted, formatPValue } from "../../text/numbers-in-words";
import { textTable } from "../../text/text-table";

/** The result of one check. */
export interface CheckRow {
  /** What is checked, in a few words. */
  readonly check: string;
  readonly passed: boolean;
  /** The name of the test; undefined for a check without statistics. */
  readonly test: string | undefined;
  readonly statistic: number | undefined;
  /** The probability of a statistic at least as extreme if the dataset follows its rules, 0 to 1. */
  readonly pValue: number | undefined;
  /** What was checked or, if a rule is broken, the first few companies that break it and their number. */
  readonly detail: string;
}

/** The result of a check without statistics. */
export function ruleRow(check: string, passed: boolean, detail: string): CheckRow {
  return { check, passed, test: undefined, statistic: undefined, pValue: undefined, detail };
}

/** How many of the rows that break a rule are named. */
export const NAMED = 3;

/** Collects breaches of a rule: the first few in words, and their number. */
export class Breaches {
  readonly #named: string[] = [];
  #total = 0;

  add(companyId: number | null, found: string): void {
    this.#total += 1;
    if (this.#named.length < NAMED)
      this.#named.push(companyId === null ? found : `company ${companyId}: ${found}`);
  }

  /** @param total the number of all breaches, if not all were added */
  row(check: string, table: string, total = this.#total): CheckRow {
    if (total === 0) return ruleRow(check, true, `all ${table}`);
    const more = total > this.#named.length ? `; … ${count(total)} in all` : "";
    return ruleRow(check, false, this.#named.join("; ") + more);
  }
}

/** The probability that a dataset that follows its rules fails any distribution test. */
export const FAMILY_LEVEL = 0.001;

/**
 * The result of a verification. As the last expression of a cell, it prints one line if all checks pass, and otherwise a table;
 * `displayTable(verification.table)` shows the table in either case.
 */
export class Verification {
  /**
   * @param rows one per check: first those of single rows, then the distribution tests
   * @param unchecked what cannot be checked, as a clause
   */
  constructor(
    readonly rows: readonly CheckRow[],
    readonly unchecked?: string,
  ) {}

  get passed(): boolean {
    return this.rows.every(({ passed }) => passed);
  }

  /** The checks as a table, failed ones first. */
  get table() {
    return [...this.rows].sort((a, b) => Number(a.passed) - Number(b.passed)).map(displayed);
  }

  /** The result in one sentence. */
  get verdict(): string {
    const failed = this.rows.filter(({ passed }) => !passed).length;
    const checks = counted(this.rows.length, "check");
    const unchecked = this.unchecked === undefined ? "" : `; ${this.unchecked}`;
    if (failed > 0) return `${failed} of ${checks} ${failed === 1 ? "fails" : "fail"}${unchecked}.`;
    if (this.rows.every(({ test }) => test === undefined)) return `All ${checks} pass${unchecked}.`;
    return `All ${checks} pass; the distribution tests have a joint significance level of ${FAMILY_LEVEL}.`;
  }

  /** The table and the verdict as text. */
  toTable(): string {
    return `${textTable(this.table)}\n\n${this.verdict}`;
  }

  toString(): string {
    return this.passed ? this.verdict : this.toTable();
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

function displayed({ check, passed, test, statistic, pValue, detail }: CheckRow) {
  return {
    check,
    result: passed ? "passes" : "FAILS",
    test: test ?? "",
    statistic: statistic?.toFixed(1).padStart(9) ?? "",
    p: pValue === undefined ? "" : formatPValue(pValue),
    // A whole fingerprint would be as wide as the table; `rows` contains it.
    detail: detail.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…"),
  };
}
