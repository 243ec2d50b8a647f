import { expect, test } from "vitest";
import { chromiumPath } from "../../../../lib/jupyter/pictures/chromium";
import { drawPictures } from "../../../../lib/jupyter/pictures/draw-pictures";
import { unlessChromium } from "../../../chromium";

const bars = (title: string, y: number[]) => ({
  data: [{ type: "bar", x: ["a", "b"], y, marker: { pattern: { shape: "/" } } }],
  layout: { title: { text: title } },
});

test.skipIf(!chromiumPath)(
  `each figure is a picture in SVG of 800 by 400 pixels, with the same ids in every run${unlessChromium}`,
  { timeout: 120_000 },
  async () => {
    const pictures = await drawPictures([bars("One", [1, 2]), bars("Two & three", [3, 4, 5])]);

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
