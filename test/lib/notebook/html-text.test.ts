import { expect, test } from "vitest";
import { htmlTable } from "../../../lib/notebook/display-table";
import { htmlText } from "../../../lib/notebook/html-text";

test("what HTML would obey is shown", () => {
  expect(htmlText(`<b>"A" & 'B'</b>`)).toBe("&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;");
});

test("amounts of dollars are no formula: each dollar sign is in an element of its own", () => {
  expect(htmlText("from $19 to $99")).toBe("from <span>$</span>19 to <span>$</span>99");
  expect(htmlText("\\(x\\)")).toBe("<span>\\</span>(x<span>\\</span>)");
});

test("the cells of a table mind dollars too", () => {
  expect(htmlTable([{ monthly_price: 19 }])).toContain("<span>$</span>19");
});
