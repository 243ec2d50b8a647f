/** One line of a verification: a rule and whether the dataset keeps it. */
export interface CheckRow {
  /** The rule in a few words. */
  readonly check: string;
  readonly passed: boolean;
  /** For a statistical check, the name of the test. */
  readonly test: string | undefined;
  readonly statistic: number | undefined;
  /** The probability of a statistic at least as far from the rules in a dataset that follows them, 0 to 1. */
  readonly pValue: number | undefined;
  /** What was looked at; where the rule is broken, by whom: the first few companies and the number of all. */
  readonly detail: string;
}

/** The line of a rule that holds or does not, without statistics. */
export function ruleRow(check: string, passed: boolean, detail: string): CheckRow {
  return { check, passed, test: undefined, statistic: undefined, pValue: undefined, detail };
}
