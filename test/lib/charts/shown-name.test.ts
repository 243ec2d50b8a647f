import { expect, test } from "vitest";
import { shownName } from "../../../lib/charts/shown-name";

test("tags, entities, variables of templates and formulas are displayed, not interpreted", () => {
  expect(shownName("<b>&amp;</b> %{y} $x^2$")).toBe("&lt;b&gt;&amp;amp;&lt;/b&gt; &#37;{y} &#36;x^2&#36;");
});

test("a name of more than 28 characters keeps its first 18 and its last 9", () => {
  expect(shownName("a".repeat(28))).toBe("a".repeat(28));
  expect(shownName(`${"a".repeat(18)}bbb${"c".repeat(9)}`)).toBe(`${"a".repeat(18)}…${"c".repeat(9)}`);
  // Two halves of a character are one.
  expect(shownName("🚀".repeat(40))).toBe(`${"🚀".repeat(18)}…${"🚀".repeat(9)}`);
});
