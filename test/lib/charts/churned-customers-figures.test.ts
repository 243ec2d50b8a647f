import { expect, test } from "vitest";
import { churnedCustomersFigure, churnedToDateFigure } from "../../../lib/charts/churned-customers-figures";
import { monthLabels } from "../../../lib/dataset/month";
import { customersLostOnPaper, expectedOnPaper } from "../metrics/kpis-on-paper";
import { legend, traces, whiskers } from "./traces";

test("customers lost in each month stand side by side, each size with what is expected of it", () => {
  const figure = churnedCustomersFigure(customersLostOnPaper, expectedOnPaper);
  const [large, small] = traces(figure);
  const [ofLarge, ofSmall] = whiskers(figure);

  expect([large?.name, large?.y]).toEqual(["large", [0, 1, 0]]);
  expect([small?.name, small?.y]).toEqual(["small", [1, 0, 1]]);
  expect(ofLarge).toMatchObject({ offsetgroup: large?.offsetgroup, y: [0.25, 0.75, 0.5] });
  expect(ofSmall).toMatchObject({ offsetgroup: small?.offsetgroup, y: [0.5, 1, 1] });
  expect(figure.layout).toMatchObject({
    barmode: "group",
    title: { subtitle: { text: "Companies in their first month without a session" } },
    yaxis: { title: { text: "Companies" }, dtick: 1 },
  });
  expect(figure.description).toBe(
    "Customers lost per month: Companies in their first month without a session. Bar chart from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("customers lost so far add up from month to month", () => {
  const figure = churnedToDateFigure(customersLostOnPaper, expectedOnPaper);
  const [large, small] = traces(figure);
  const [ofLarge, ofSmall] = whiskers(figure);

  expect([large?.y, small?.y]).toEqual([
    [0, 1, 1],
    [1, 1, 2],
  ]);
  expect([ofLarge?.y, ofSmall?.y]).toEqual([
    [0.25, 1, 1.5],
    [0.5, 1.5, 2.5],
  ]);
  expect(figure.description).toBe(
    "Customers lost so far: Accumulated since the first month. Bar chart from 2025-01 to 2025-03 for the company sizes large, small.",
  );
  expect(figure).toMatchSnapshot();
});

test("without expectations there are only bars", () => {
  for (const figure of [
    churnedCustomersFigure(customersLostOnPaper),
    churnedToDateFigure(customersLostOnPaper),
  ]) {
    expect(traces(figure).map(({ type }) => type)).toEqual(["bar", "bar"]);
  }
});

test("more than 36 bars are those of several months together, with the sums that were expected", () => {
  const rows = (months: number) =>
    monthLabels("2024-11", months).flatMap((month, index) =>
      ["large", "small"].map((company_size) => ({ month, company_size, churned: index, churned_to_date: 0 })),
    );
  const churned = { expected: 0.5, low: 0, high: 2 };
  const expected = (months: number) => ({
    ...expectedOnPaper,
    churnedCustomersPerMonth: rows(months).map((row) => ({ ...row, churned, churned_to_date: churned })),
  });

  const monthly = churnedCustomersFigure(rows(18), expected(18));
  expect(traces(monthly)[0]?.y).toHaveLength(18);
  expect(monthly.layout.title?.text).toBe("Customers lost per month");

  const figure = churnedCustomersFigure(rows(24), expected(24));
  const [large, small] = traces(figure);
  expect(large).toMatchObject({ type: "bar", xperiod: "M2", xperiod0: "2024-11" });
  expect(large?.x.slice(0, 2)).toEqual(["2024-11", "2025-01"]);
  expect(small?.y).toEqual([1, 5, 9, 13, 17, 21, 25, 29, 33, 37, 41, 45]);
  expect(whiskers(figure)[0]?.y).toEqual(Array(12).fill(1));
  expect(large?.hovertemplate).toBe("large <b>%{y:,}</b> (expected %{customdata[2]:,.1f})<extra></extra>");
  expect(legend(figure)).toEqual(["large", "small", "Expected"]);
  expect(figure.layout.title?.text).toBe("Customers lost per 2 months");
  expect(figure.layout.xaxis).toMatchObject({
    range: ["2024-11-01", "2026-11-01"],
    unifiedhovertitle: { text: "2 months from %{x|%B %Y}" },
  });
});
