import { expect, test } from "vitest";
import { type UnitName, unitOf, valueInWords } from "../../../lib/charts/units";

const units = (name: UnitName, ...values: number[]) =>
  unitOf(name, [{ data: values.map((value) => ({ value, source: "data" })) }]);

test("a few things are counted one by one, expected ones to a decimal", () => {
  const { axis, ...formats } = units("count", 3, 4);
  expect([0, 4.9, 5].map(axis)).toEqual([{ dtick: 1 }, { dtick: 1 }, {}]);
  expect(formats).toEqual({ format: ",", expectedFormat: ",.1f" });
});

test("averages have two decimals, small ones three digits", () => {
  expect(units("count", 5.25, 0.1).format).toBe(",.2~f");
  expect(units("count", 0.0025, 0.1).format).toBe(",.3~r");
  expect(units("count", 0.5).axis(0.5, 0)).toEqual({});
});

test("dollars have cents if one amount has some, on the axis and under the pointer", () => {
  const formats = [units("US dollars"), units("US dollars", 837, 19), units("US dollars", 837, 19.5)];
  expect(formats.map(({ format }) => format)).toEqual(["$,.0f", "$,.0f", "$,.2f"]);
  expect(units("US dollars", -5).axis(0, -5)).toEqual({
    tickformat: "$,.0f",
    tickformatstops: [{ dtickrange: [null, 0.99], value: "$,.2f" }],
  });
  expect(
    [
      [5e6, -1],
      [0, -5e6],
      [2e9, -1],
    ].map(([highest = 0, lowest = 0]) => units("US dollars").axis(highest, lowest).tickformat),
  ).toEqual(["$.3~s", "$.3~s", "$,.0f"]);
  expect(units("US dollars", 0.05).axis(0.15, 0)).toEqual({
    tickprefix: "$",
    tickformatstops: [{ dtickrange: [null, 0.99], value: ",.2f" }],
  });
});

test("percent have as many decimals as the axis needs", () => {
  expect(units("percent", 0.5).axis(1, 0)).toEqual({ tickformat: ".3~%" });
  expect(units("percent", 0.5).format).toBe(".1%");
});

test("a value in a cell is short", () => {
  expect(valueInWords(0.5249, "percent")).toBe("52%");
  expect(valueInWords(12345.6, "US dollars")).toBe("$12,346");
  expect(valueInWords(1234.567, "count")).toBe("1,234.57");
});
