import { inWords, messageOf } from "../../../db/errors/user-error";
import { literalText } from "../../text/text-table";
import { checkRandomSeed, checkRules } from "../check-rules";
import { type CompanyGenerator, createCompanyGenerator } from "../company-generator";
import { propertyOf } from "../export/data-package";
import type { Rules } from "../rules";

/** The origin of the rows according to `datapackage.json`. */
export interface Origin {
  /** Missing if rules or seed are invalid or do not agree with the months. */
  readonly generator: CompanyGenerator | undefined;
  /** False if the rows were imported or inserted by hand, so that they cannot be regenerated. */
  readonly isGenerated: boolean;
  /** The seed, or what is wrong; of imported rows, the files. */
  readonly detail: string;
  readonly fingerprint: string;
  /** Of the generator, not checked. */
  readonly version: unknown;
}

/** Reads and checks the property `dataset` of `datapackage.json`. */
export function readOrigin(dataset: unknown): Origin {
  const fingerprint = String(propertyOf(dataset, "fingerprint"));
  const version = propertyOf(dataset, "generatorVersion");
  const origin = (generator: CompanyGenerator | undefined, detail: string): Origin => {
    return { generator, isGenerated: true, detail, fingerprint, version };
  };
  const isGenerated = ["rules", "randomSeed"].some((name) => propertyOf(dataset, name) !== undefined);
  if (!isGenerated && propertyOf(dataset, "fingerprint") !== undefined) {
    return { ...origin(undefined, describeFiles(dataset)), isGenerated: false };
  }
  try {
    const rules = checkRules(propertyOf(dataset, "rules") as Rules);
    const randomSeed = checkRandomSeed(propertyOf(dataset, "randomSeed") as string);
    for (const name of ["startMonth", "months"] as const) {
      const value = propertyOf(dataset, name);
      if (value !== rules[name]) {
        return origin(undefined, `${name} is ${literalText(value)}, the recorded rules say ${rules[name]}`);
      }
    }
    return origin(createCompanyGenerator(rules, randomSeed), `seed "${randomSeed}"`);
  } catch (thrown) {
    return origin(undefined, messageOf(thrown));
  }
}

function describeFiles(dataset: unknown): string {
  const files = propertyOf(propertyOf(dataset, "importedFrom"), "files");
  if (!Array.isArray(files)) return "inserted by hand";
  return `imported from ${inWords(files.map((file) => String(propertyOf(file, "name"))))}`;
}
