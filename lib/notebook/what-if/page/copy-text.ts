/**
 * Copies a text to the clipboard, or shows and selects it if the browser does not allow that.
 *
 * @returns whether it was copied
 */
export async function copyText(text: string, fallback: HTMLTextAreaElement): Promise<boolean> {
  fallback.value = text;
  fallback.hidden = true;
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    fallback.hidden = false;
    fallback.select();
    // The only way in pages without https; obsolete once no browser restricts the clipboard to these.
    const isCopied = document.execCommand("copy");
    fallback.hidden = isCopied;
    return isCopied;
  }
}
