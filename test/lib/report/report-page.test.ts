import { expect, test } from "vitest";
import { reportPage } from "../../../lib/report/report-page";

/** A page as nbconvert writes it, of which only the bones are kept. */
const page = `<html>
<head><title>analysis</title>
<script src="https://cdn.example/require.js"></script>
<style>p { color: red }</style>
<script type="text/x-mathjax-config">
MathJax.Hub.Config({});
</script>
</head>
<body class="jp-Notebook" data-a="b">
<pre>"</head>" ends a head, <body> begins a body</pre>
<script type="application/json">{"data":[]}</script>
</body>
</html>
`;

test("the head has the library in place of nbconvert's scripts, and keeps its styles and its title", () => {
  const report = reportPage(page, "const Plotly = '$&';");
  const [head = ""] = report.split("</head>");

  expect(head).toMatch(
    /^<html>\n<head><title>analysis<\/title>\n\n<style>p \{ color: red \}<\/style>\n\n<script>const Plotly = '\$&';<\/script>\n<style>\nbody \{/,
  );
  expect(head.match(/<script/g)).toHaveLength(1);
});

test("the body begins with the switch for the code and ends with the script that draws the charts", () => {
  const report = reportPage(page, "");
  const body = report.slice(report.indexOf("</head>"));

  expect(body.slice(0, body.indexOf("</html>"))).toBe(`</head>
<body class="jp-Notebook" data-a="b">
<label class="show-code"><input type="checkbox" id="show-code"> Show code</label>
<pre>"</head>" ends a head, <body> begins a body</pre>
<script type="application/json">{"data":[]}</script>
</body>
`);
  expect(body).toMatch(
    /<\/html>\n<script>[\s\S]*Plotly\.newPlot\(chart, data, layout, config\)[\s\S]*<\/script>\n$/,
  );
});

test("the report looks and draws as before", () => {
  expect(reportPage("<head></head><body></body>", "")).toMatchSnapshot();
});
