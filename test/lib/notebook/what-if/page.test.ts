import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { defaultRules, type Rules } from "../../../../lib/dataset/rules";
import { chromiumPath } from "../../../../lib/jupyter/pictures/chromium";
import { predictCustomersAndMrr } from "../../../../lib/model/customers-and-mrr";
import { expectedKpis } from "../../../../lib/model/expected-kpis";
import { whatIfPanel } from "../../../../lib/notebook/what-if/what-if";
import { launchChromium, unlessChromium } from "../../../chromium";

const [small, large] = defaultRules.sizes;
/** A slow machine shows numbers when the slider rests. */
const POLL = { timeout: 20_000 };

describe.skipIf(!chromiumPath)(
  `in a page from disk, without the network${unlessChromium}`,
  { timeout: 120_000 },
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium();
    });
    afterAll(() => browser.close());

    test("a panel shows the numbers of the predictions, to the last digit, before and after a change", async () => {
      const startups: Rules[] = [
        defaultRules,
        { ...defaultRules, companies: 40, newCustomers: { growth: 0.05 } },
        {
          ...defaultRules,
          months: 60,
          sizes: [{ ...defaultSize(), churn: { mean: 0.06, polarization: 0.1 } }],
        },
      ];
      const page = await pageOf(browser, startups.map(outputOf).join(""));
      for (const [index, rules] of startups.entries()) {
        const panel = page.locator("[data-what-if]").nth(index);
        await expect.poll(() => numbersIn(panel), POLL).toEqual(predictedNumbers(rules));
      }
      const changed = page.locator("[data-what-if]").nth(1);
      await changed.getByLabel("Churn rate of large companies per month", { exact: true }).fill("10");
      await changed.getByLabel("Monthly price of small companies", { exact: true }).fill("25");
      const sizes = [
        { ...small, monthlyPrice: 25 },
        { ...large, churn: 0.1 },
      ] as Rules["sizes"];
      await expect
        .poll(() => numbersIn(changed), POLL)
        .toEqual(predictedNumbers({ ...defaultRules, companies: 40, newCustomers: { growth: 0.05 }, sizes }));
    });

    test("a panel is moved by mouse and keyboard, says so in words, copies its rules, and leaves the other panel alone", async () => {
      const page = await pageOf(browser, outputOf(defaultRules) + outputOf(defaultRules));
      const [panel, other] = [page.locator("[data-what-if]").first(), page.locator("[data-what-if]").last()];
      const before = await other
        .getByText(/^MRR after/)
        .first()
        .textContent();
      const churn = panel.getByRole("slider", { name: "Churn rate of small companies per month" });
      await churn.focus();
      for (const key of ["ArrowLeft", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
      expect(await churn.getAttribute("aria-valuetext")).toBe("8.0% of small companies churn per month");

      await page.keyboard.press("Tab");
      await page.keyboard.press("ControlOrMeta+A");
      await page.keyboard.type("5");
      expect(await churn.inputValue()).toBe("5");
      await page.keyboard.type("x.55");
      await page.keyboard.press("Tab");
      expect(await churn.getAttribute("aria-valuetext")).toBe("5.5% of small companies churn per month");

      const price = panel.getByRole("slider", { name: "Monthly price of large companies" });
      const box = await price.boundingBox();
      await page.mouse.click((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
      const dollars = Number(await price.inputValue());
      expect(dollars).toBeGreaterThan(200);

      const sentence =
        /^MRR after 12 months: \$[\d,]+, 95% of startups between \$[\d,]+ and \$[\d,]+\. That is \$[\d,]+ \(\d+%\) more than without the changes\./;
      await expect.poll(() => panel.getByRole("status").first().textContent(), POLL).toMatch(sentence);
      await panel.getByRole("button", { name: "Copy as rules.json" }).click();
      await expect.poll(() => panel.getByRole("status").last().textContent(), POLL).toMatch(/rules\.json/);
      expect(JSON.parse(await panel.getByLabel("The rules").inputValue()).sizes).toEqual([
        { ...small, churn: 0.055 },
        { ...large, monthlyPrice: dollars },
      ]);
      expect(
        await other
          .getByText(/^MRR after/)
          .first()
          .textContent(),
      ).toBe(before);

      await panel.getByRole("button", { name: "Reset" }).click();
      await expect.poll(() => numbersIn(panel), POLL).toEqual(predictedNumbers(defaultRules));
      await panel.getByLabel("Companies in the first month, number").fill("9999999");
      await panel.getByLabel("New customers per month, from the second month on, number").fill("1");
      await panel.getByText(/at most 10,000,000 are possible/).waitFor();
      expect(await panel.getByRole("button", { name: "Copy as TypeScript" }).isDisabled()).toBe(true);
    });

    test("names that are scripts are shown as they are, and the panel starts as well if scripts run at the output's end", async () => {
      const names = [
        "</script><script>run=1</script>",
        `"><img src=x onerror="run=2">`,
        "'><svg/onload='run=3'>",
      ];
      const sizes = names.map((size) => ({ ...defaultSize(), size, probability: 1 / 3, monthlyPrice: 19 }));
      const page = await pageOf(browser, "<main></main>");
      // As VS Code does.
      await page.evaluate(`{
      const output = document.querySelector("main");
      output.innerHTML = ${JSON.stringify(outputOf({ ...defaultRules, sizes }))};
      const script = document.createElement("script");
      script.text = output.querySelector("script").innerText;
      output.appendChild(script).remove();
    }`);
      for (const name of names) await page.locator("legend", { hasText: `Size: ${name}` }).waitFor();
      expect(await page.evaluate("globalThis.run")).toBeUndefined();
    });

    test("without scripts a picture and a table show the predictions", async () => {
      const page = await pageOf(browser, outputOf(defaultRules), false);
      const picture = page.getByRole("img", { name: /^MRR after 12 months: \$10,838,/ });
      expect((await picture.boundingBox())?.width).toBe(640);
      expect(await page.getByRole("row").count()).toBe(13);
      expect(await page.getByRole("slider").count()).toBe(0);
    });
  },
);

function defaultSize(): Rules["sizes"][number] {
  return { size: "small", probability: 1, monthlyPrice: 19, sessions: { base: 5, spread: 5 } };
}

function outputOf(rules: Rules): string {
  return `<div>${whatIfPanel(rules)["text/html"]}</div>`;
}

async function pageOf(browser: Browser, body: string, javaScriptEnabled = true): Promise<Page> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "startup panel "));
  const context = await browser.newContext({ offline: true, javaScriptEnabled });
  onTestFinished(async () => {
    await context.close();
    fs.rmSync(folder, { recursive: true });
  });
  const file = path.join(folder, "page.html");
  fs.writeFileSync(file, `<!DOCTYPE html><meta charset="utf-8">${body}`);
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`file://${file}`);
  return page;
}

/** Month by month customers, then MRR: expected, low, high. */
async function numbersIn(panel: Locator): Promise<number[][]> {
  await panel.locator("details").waitFor();
  return await panel.evaluate((host) => {
    const rows = [...(host.shadowRoot?.querySelectorAll("tbody tr") ?? [])];
    return rows.map((row) => [...row.querySelectorAll("td")].map(({ dataset }) => Number(dataset.value)));
  });
}

function predictedNumbers(rules: Rules): number[][] {
  const { totalsPerMonth } = expectedKpis(rules);
  return predictCustomersAndMrr(rules).map(({ customers }, month) =>
    [customers, totalsPerMonth[month]?.mrr].flatMap((prediction) =>
      prediction ? [prediction.expected, prediction.low, prediction.high] : [],
    ),
  );
}
