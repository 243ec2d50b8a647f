import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonicalTables } from "../../../../lib/dataset/canonical-tables";
import { createCompanyGenerator } from "../../../../lib/dataset/company-generator";
import { defaultRules } from "../../../../lib/dataset/rules";
import { regeneratedChunks } from "../../../../lib/dataset/verify/regenerated-chunks";

test("the default dataset is made without a database, with the fingerprint that it always had", () => {
  const generator = createCompanyGenerator(defaultRules, "startup");
  const hash = createHash("sha256");
  for (const { table } of canonicalTables) {
    for (const chunk of regeneratedChunks[table](generator)) hash.update(chunk);
  }
  expect(hash.digest("hex")).toBe("60c70382bbd66a8a8285b339998017c440fd8df9439476ad494bcdc063d28b9f");
});
