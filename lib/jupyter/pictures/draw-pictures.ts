import { withBrowserPage } from "./chromium";
import { type DrawableFigure, plotlyLibrary } from "./plotly-library";

/** The size of a picture in pixels of the page; it is made of lines, so sharp on any screen. */
const SIZE = { width: 800, height: 400 } as const;

/** Plotly numbers the parts of a picture at random; from a fixed start they are the same in every run. */
const FIXED_RANDOM = "let last = 1; Math.random = () => (last = (last * 48271) % 2147483647) / 2147483647;";

/**
 * Draws figures with Plotly in a headless Chromium.
 *
 * @param signal stops it
 * @returns a picture for each, as the text of an SVG file
 * @throws UserError if no Chromium is found
 */
export async function drawPictures(
  figures: readonly DrawableFigure[],
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  return await withBrowserPage(signal, async (page) => {
    await page.addScriptTag({ content: FIXED_RANDOM });
    await page.addScriptTag({ content: await plotlyLibrary(figures) });
    const pictures: string[] = [];
    for (const { data, layout } of figures) {
      const figure = JSON.stringify({ data, layout });
      const options = JSON.stringify({ format: "svg", imageDataOnly: true, ...SIZE });
      pictures.push(String(await page.evaluate(`Plotly.toImage(${figure}, ${options})`)));
    }
    return pictures;
  });
}
