import { expect, test } from "vitest";
import { chromiumPath } from "../../../../lib/jupyter/pictures/chromium";
import { drawPictures, plotlyLibrary } from "../../../../lib/jupyter/pictures/draw-pictures";
import { unlessChromium } from "../../../chromium";

const never = new AbortController().signal;

const bars = (title: string, y: number[]) => ({
  data: [{ type: "bar", x: ["a", "b"], y, marker: { pattern: { shape: "/" } } }],
  layout: { title: { text: title } },
});

test.skipIf(!chromiumPath)(
  `each figure is a picture in SVG of 800 by 400 pixels, with the same ids in every run${unlessChromium}`,
  { timeout: 120_000 },
  async () => {
    const pictures = await drawPictures([bars("One", [1, 2]), bars("Two & three", [3, 4, 5])], never);

    expect(pictures.map((picture) => /^<svg[^>]*>/.exec(picture)?.[0])).toEqual([
      expect.stringMatching(/ width="800" height="400" /),
      expect.stringMatching(/ width="800" height="400" /),
    ]);
    expect(pictures[0]).toContain(">One<");
    expect(pictures[1]).toContain(">Two &amp; three<");
    // Ids of the library's that hold a random number; they change with its version.
    expect(pictures.map((picture) => picture.match(/(?<= id=")[^"]+/g))).toMatchSnapshot();
  },
);

test.skipIf(!chromiumPath)(
  `a figure with a height has it in its picture${unlessChromium}`,
  { timeout: 120_000 },
  async () => {
    const { data, layout } = bars("High", [1, 2]);
    const [picture] = await drawPictures([{ data, layout: { ...layout, height: 620 } }], never);
    expect(picture).toMatch(/^<svg[^>]* width="800" height="620" /);
  },
);

const figure = (...data: { readonly type?: string }[]) => ({ data, layout: {} });

test("bars and lines need a quarter of the library, which has its license and cannot end its script", async () => {
  const library = await plotlyLibrary([figure({ type: "bar" }, {}), figure({ type: "scatter" })]);

  expect(library.length).toBeGreaterThan(1e6);
  expect(library.length).toBeLessThan(1.3e6);
  expect(library).toMatch(/^\/\*! Plotly\nMIT License\n[\s\S]*Permission is hereby granted[\s\S]*?\*\/\n/);
  expect(library).toContain("Bundled license information");
  expect(library.toLowerCase()).not.toContain("</script");
});

test("other traces come with the whole library, minified", async () => {
  const library = await plotlyLibrary([figure({ type: "bar" }), figure({ type: "heatmap" })]);

  // 10 MB as shipped.
  expect(library.length).toBeLessThan(6e6);
  expect(library).toContain('name:"heatmap"');
  expect(library.toLowerCase()).not.toContain("</script");
});

test("without figures there is no library", async () => {
  expect(await plotlyLibrary([])).toBe("");
});
