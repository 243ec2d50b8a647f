import { inspect } from "node:util";
import { expect, test } from "vitest";
import { inWords, messageOf, UserError } from "../../../db/errors/user-error";

test("a UserError prints as its message alone, and has stack and cause", () => {
  const cause = new Error("original");
  const error = new UserError("what is wrong; the hint", { cause });
  expect(inspect(error)).toBe("what is wrong; the hint");
  expect(String(error)).toBe("UserError: what is wrong; the hint");
  expect(error.stack).toContain("user-error.test.ts");
  expect(error.cause).toBe(cause);
  expect(error).toBeInstanceOf(Error);
});

test.each<[unknown, string]>([
  [new Error("plain"), "plain"],
  [new Error("two\n  lines\n"), "two lines"],
  [new TypeError(""), "TypeError"],
  ["text", "text"],
  [undefined, "undefined"],
  [null, "null"],
  [42, "42"],
])("the message of %o is %j", (thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});

test("names are joined by commas, the last by 'and'", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(inWords)).toEqual(["", "a", "a and b", "a, b and c"]);
});
