import { type CompanyGenerator, generateCompany } from "../lib/dataset/company-generator";
import { historyOf, microsecondStarts } from "../lib/dataset/verify/company-history";
import { DistributionCounts } from "../lib/dataset/verify/distribution-counts";
import type { StoredCompany } from "../lib/dataset/verify/stored-companies";

/** The companies of a generator as they are stored. */
export function generatedCompanies(generator: CompanyGenerator): StoredCompany[] {
  return Array.from({ length: generator.companies }, (_, n) => {
    const company = generateCompany(generator, n + 1);
    const { companyId, size, createdAt, sessionTimes } = company;
    const nextDuration = company.durations();
    const sessions = {
      ids: sessionTimes.map((_, n) => companyId * 1e6 + n + 1),
      times: sessionTimes.map((time) => time * 1000),
      durations: sessionTimes.map(() => nextDuration()),
    };
    return { companyId, profile: { size, createdAt: createdAt * 1000 }, sessions };
  });
}

/** What the tests of distributions count of companies. */
export function countsOf(
  companies: readonly StoredCompany[],
  generator: CompanyGenerator,
): DistributionCounts {
  const counts = new DistributionCounts(generator);
  const starts = microsecondStarts(generator);
  for (const company of companies) counts.add(historyOf(company, generator, starts));
  return counts;
}
