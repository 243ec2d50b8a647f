import { expect, test } from "vitest";
import { createGenerator } from "../../../lib/generate/generate-company";
import { defaultRules } from "../../../lib/rules/rules";
import { madeFingerprint } from "../../../lib/verify/made-chunks";

const generator = createGenerator(defaultRules, "startup");

test("the default dataset is made again without a database, with the fingerprint that it always had", async () => {
  expect(await madeFingerprint(generator)).toBe(
    "60c70382bbd66a8a8285b339998017c440fd8df9439476ad494bcdc063d28b9f",
  );
});

test("a signal stops the making", async () => {
  await expect(madeFingerprint(generator, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});
