import { expect, test } from "vitest";
import { reportPage } from "../../../../lib/jupyter/report/report-page";

const page = reportPage({
  title: "How <it> is",
  body: "<p>It costs $& and $'.</p>",
  library: "const a = '$&';",
});

test("a page has its title, the library, the switch for its code and what it shows, as they are", () => {
  expect(page).toContain("<title>How &lt;it&gt; is</title>");
  expect(page).toContain("<script>const a = '$&';</script>\n</head>");
  expect(page).toContain('<input type="checkbox" id="show-code">');
  expect(page).toContain("<main>\n<p>It costs $& and $'.</p>\n</main>");
});

test("a page needs nothing from elsewhere", () => {
  expect(page).not.toMatch(/\b(?:src|href)=|url\(|@import/);
});
