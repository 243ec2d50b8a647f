import { InvalidArgumentError } from "commander";

const GROUPED = /^[-+]?\d{1,3}(?:[,_]\d{3})+$/;
/** A thousand if the point separates groups of digits, one if it begins the decimals. */
const AMBIGUOUS = /^[-+]?\d{1,3}\.\d{3}$/;

/** Numbers as people write them: 1000, 1,000 and 1_000 are the same, and 1e3 is too. 1.000 is refused, since it may mean 1. */
export function parseNumber(text: string): number {
  if (AMBIGUOUS.test(text.trim())) {
    throw new InvalidArgumentError(
      `It may mean ${text.trim().replace(".", "")} or ${Number(text)}; write thousands as 1000 or 1,000.`,
    );
  }
  const number = Number(GROUPED.test(text.trim()) ? text.replace(/[,_]/g, "") : text);
  if (text.trim() === "" || Number.isNaN(number)) throw new InvalidArgumentError("It must be a number.");
  return number;
}
