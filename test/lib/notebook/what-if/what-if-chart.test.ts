import { expect, test } from "vitest";
import { whatIfChart } from "../../../../lib/notebook/what-if/what-if-chart";

test("a chart of a startup that earns nothing draws its zeros on the axis", () => {
  const zero = { expected: 0, low: 0, high: 0 };
  const chart = whatIfChart({
    title: "MRR per month",
    subtitle: "",
    unit: "US dollars",
    color: "#0072b2",
    months: ["2025-01", "2025-02"],
    predictions: [zero, zero],
    width: 640,
  });
  const drawn = JSON.stringify(chart);
  expect(drawn).not.toContain("NaN");
  expect(drawn).toContain('"$1"');
});
