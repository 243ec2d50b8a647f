import { expect, test } from "vitest";
import { jupyterToken } from "../../../../lib/jupyter/lab/jupyter-token";

test("without JUPYTER_TOKEN every run has another token", () => {
  expect(jupyterToken("")).toMatch(/^[0-9a-f]{48}$/);
  expect(jupyterToken("")).not.toBe(jupyterToken(""));
});

test.each(["secret", "a+b/c=d#e%f&g h", "pässwörd", "~ÿ", "x"])("%s is a token", (token) => {
  expect(jupyterToken(token)).toBe(token);
});

test.each([
  [" secret", "0020"],
  ["secret\u00a0", "00A0"],
  [" ", "0020"],
  ["line\nline", "000A"],
  ["tab\ttab", "0009"],
  ["del\u007f", "007F"],
  ["c1\u009b31m", "009B"],
  ["日本", "65E5"],
  ["€", "20AC"],
  ["smile 😀", "1F600"],
])("%j, which no browser can send, is refused without being shown", (token, code) => {
  expect(() => jupyterToken(token)).toThrow(
    `JUPYTER_TOKEN must be printable Latin-1 characters without spaces around them, received one with U+${code}; choose another, such as what \`openssl rand -hex 24\` prints`,
  );
});
