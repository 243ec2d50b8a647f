import { expect, test } from "vitest";
import { monthLabels } from "../../../lib/dataset/month";
import {
  change,
  count,
  counted,
  dollars,
  formatBytes,
  formatPValue,
  monthName,
  percent,
  rate,
} from "../../../lib/text/numbers-in-words";

test("the twelve months have their names", () => {
  expect(monthLabels("2024-01", 12).map(monthName)).toEqual([
    "January 2024",
    "February 2024",
    "March 2024",
    "April 2024",
    "May 2024",
    "June 2024",
    "July 2024",
    "August 2024",
    "September 2024",
    "October 2024",
    "November 2024",
    "December 2024",
  ]);
});

test("counts have thousands separators, and what is counted has its plural", () => {
  expect([0, 999, 1000, 1234567].map(count)).toEqual(["0", "999", "1,000", "1,234,567"]);
  expect([0, 1, 2, 1000].map((value) => counted(value, "company", "companies"))).toEqual([
    "0 companies",
    "1 company",
    "2 companies",
    "1,000 companies",
  ]);
  expect([0, 1, 2].map((value) => counted(value, "row"))).toEqual(["0 rows", "1 row", "2 rows"]);
});

test("dollars have cents if there are any", () => {
  expect([0, 19, 49.5, 1234.567, 1e6].map(dollars)).toEqual([
    "$0",
    "$19",
    "$49.50",
    "$1,234.57",
    "$1,000,000",
  ]);
});

test("shares are whole percents, and 0 of nothing", () => {
  expect([percent(0.126), percent(1), percent(0)]).toEqual(["13%", "100%", "0%"]);
  expect([percent(1, 3), percent(3, 3), percent(0, 0)]).toEqual(["33%", "100%", "0%"]);
});

test("a share that is neither nothing nor all does not read as one of them", () => {
  expect([0.004, 0.005, 0.994, 0.995].map((share) => percent(share))).toEqual([
    "less than 1%",
    "1%",
    "99%",
    "more than 99%",
  ]);
});

test("rates have one decimal", () => {
  expect([rate(1 / 12), rate(0), rate(1)]).toEqual(["8.3%", "0.0%", "100.0%"]);
});

test.each([
  [200, 106, "fell by 47%"],
  [100, 103, "rose by 3%"],
  [1000, 999, "fell by less than 1%"],
  [1, 100, "rose by 9,900%"],
  [4, 0, "fell by 100%"],
  [7, 7, "stayed the same"],
  [0, 7, "rose"],
  [0, 0, "stayed the same"],
])("from %d to %d a value %s", (from, to, words) => {
  expect(change(from, to)).toBe(words);
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [999_900, "999.9 kB"],
  [1_250_000, "1.3 MB"],
  [7_340_000_000, "7.3 GB"],
  [1e12, "1.0 TB"],
  [2e15, "2000.0 TB"],
])("a size of %d bytes reads %s, in powers of 1000", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [1, "1.000"],
  [0.0416, "0.042"],
  [0.001, "0.001"],
  [0.000999, "1e-3"],
  [3.4e-7, "3e-7"],
  [1e-12, "1e-12"],
  [9.9e-13, "< 1e-12"],
  [0, "< 1e-12"],
])("a p-value of %d reads %s", (pValue, text) => {
  expect(formatPValue(pValue)).toBe(text);
});
