import { betaParameters, churnProbability } from "../../../lib/dataset/churn";
import type { SizeRules } from "../../../lib/dataset/rules";

/** What a company may do from its sign-up month on: in each month whether it is active. */
export interface Life {
  readonly active: readonly boolean[];
  readonly probability: number;
}

/** Every life of a company over so many months, with its exact probability. */
export function enumerateLives(size: SizeRules, months: number): Life[] {
  const { reactivation = 0 } = size;
  return Array.from({ length: 2 ** months }, (_, bits) => {
    const active = Array.from({ length: months }, (_, month) => ((bits >> month) & 1) === 1);
    let probability = 1;
    let [churned, stayed] = [0, 0];
    for (const [month, isActive] of active.entries()) {
      if (month === 0 || active[month - 1]) {
        if (isActive) stayed += 1;
        else churned += 1;
      } else probability *= isActive ? reactivation : 1 - reactivation;
    }
    return { active, probability: probability * averageOf(size, churned, stayed) };
  });
}

/** The average of q^churned * (1 - q)^stayed over the churn rates q of a size: a quotient of beta functions. */
function averageOf(size: SizeRules, churned: number, stayed: number): number {
  if (typeof size.churn !== "object") {
    const rate = churnProbability(size);
    return rate ** churned * (1 - rate) ** stayed;
  }
  const { alpha, beta } = betaParameters(size.churn);
  let average = 1;
  for (let k = 0; k < churned; k += 1) average *= (alpha + k) / (alpha + beta + k);
  for (let k = 0; k < stayed; k += 1) average *= (beta + k) / (alpha + beta + churned + k);
  return average;
}

/** The probability that a company is what a condition says of it. */
export function probabilityOf(
  lives: readonly Life[],
  condition: (active: readonly boolean[]) => boolean,
): number {
  return lives.reduce((sum, { active, probability }) => (condition(active) ? sum + probability : sum), 0);
}
