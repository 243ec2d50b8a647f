import { type CompanyGenerator, generatorVersion } from "../company-generator";
import { ActiveMonths, rowChunks } from "../row-chunks";
import type { RowSource } from "./replace-dataset";

/**
 * The rows that the rules and the seed determine. Each table generates the companies again, which is cheaper than keeping all rows,
 * and draws only the fields it needs.
 */
export function generatedRows(generator: CompanyGenerator): RowSource {
  const { rules, randomSeed, companies } = generator;
  const activeMonths = new ActiveMonths(companies, rules.months);
  return {
    action: "a seeding",
    subscriptions: rules.sizes.map(({ size, monthlyPrice }) => ({
      company_size: size,
      monthly_price: monthlyPrice,
    })),
    companyColumns: [],
    chunks: (table) => rowChunks(generator, table, undefined, activeMonths),
    record: {
      rules: JSON.stringify(rules),
      seed: randomSeed,
      start_month: `${rules.startMonth}-01`,
      months: rules.months,
      generator_version: generatorVersion,
    },
  };
}
