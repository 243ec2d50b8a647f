import { describeProgress, type SeedProgress, seedFraction } from "../seed/seed-progress";
import { replaceableBundle } from "./display-bundle";
import { htmlText } from "./html-text";

/** Often enough to be seen moving, seldom enough not to fill the notebook with messages. */
const MILLISECONDS_BETWEEN_UPDATES = 100;

/**
 * A progress bar below the cell that ends in the summary, for the option `onProgress` of `seed`.
 *
 * @example
 * await seed(db, { rules, onProgress: progressBar() });
 */
export function progressBar(): (progress: SeedProgress) => void {
  const show = replaceableBundle();
  let next = 0;
  return (progress) => {
    const milliseconds = progress.seconds * 1000;
    if (progress.step !== "done" && milliseconds < next) return;
    next = milliseconds + MILLISECONDS_BETWEEN_UPDATES;
    const text = describeProgress(progress);
    const bar = `<progress max="1" value="${seedFraction(progress).toFixed(3)}"></progress> `;
    show({
      "text/html": `<p>${progress.step === "done" ? "" : bar}${htmlText(text)}</p>`,
      "text/plain": text,
    });
  };
}
