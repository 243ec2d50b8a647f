import { expect, test } from "vitest";
import { drawCompanyName } from "../../../lib/dataset/company-name";
import { randomStream } from "../../../lib/stats/random-stream";

test("a company name is two capitalised words and a legal form", () => {
  for (let id = 1; id <= 1000; id += 1) {
    expect(drawCompanyName(randomStream("a", id, "name"))).toMatch(
      /^[A-Z][a-z]+ [A-Z][a-z]+ (Co\.|Corp\.|Group|Inc\.|LLC|Partners)$/,
    );
  }
});

test("names come from 40 first words, 40 second words and 6 legal forms, all of which occur", () => {
  const names = Array.from({ length: 5000 }, (_, n) =>
    drawCompanyName(randomStream("a", n, "name")).split(" "),
  );
  const different = [0, 1, 2].map((word) => new Set(names.map((name) => name[word])).size);
  expect(different).toEqual([40, 40, 6]);
});
