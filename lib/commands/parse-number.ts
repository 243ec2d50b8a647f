import { InvalidArgumentError } from "commander";

/** Numbers as people write them: 1000, 1,000 and 1_000 are the same, and 1e3 is too. */
export function parseNumber(text: string): number {
  const number = Number(text.replace(/(?<=\d)[,_](?=\d{3})/g, ""));
  if (text.trim() === "" || Number.isNaN(number)) throw new InvalidArgumentError("It must be a number.");
  return number;
}
