import { expect, test } from "vitest";
import { printable } from "../../../db/process/terminal";

test.each([
  ["\u001b]52;c;ZXZpbA==\u0007", "\\u001b]52;c;ZXZpbA==\\u0007"],
  ["\u009b31m\u007f\0", "\\u009b31m\\u007f\\u0000"],
  ["\u202eexe.\u2066\u200e\u061c", "\\u202eexe.\\u2066\\u200e\\u061c"],
  ["a\nb\r\tc\u2028d\u2029\u0085", "a\\nb\\r\\tc\\u2028d\\u2029\\u0085"],
  ["\ud800 alone", "\\ud800 alone"],
  [
    "Zoë & Söhne, 株式会社, שלום, مرحبا, 👩‍👩‍👧‍👦 ❤️, $10",
    "Zoë & Söhne, 株式会社, שלום, مرحبا, 👩‍👩‍👧‍👦 ❤️, $10",
  ],
])("%j is printed as %s", (text, shown) => {
  expect(printable(text)).toBe(shown);
});
