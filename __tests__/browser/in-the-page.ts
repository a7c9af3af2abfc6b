// What the browser is asked to find out. These are texts: the program's own code has no document, and its compiler knows none.

/** Texts whose contrast with what is behind them is below 4.5. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export const POOR_CONTRASTS = `(() => {
  const channels = (colour) => [...colour.matchAll(/[\\d.]+/g)].map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    if (element === null) return 'rgb(255, 255, 255)';
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
  };
  const found = [];
  let texts = 0;
  for (const element of document.body.querySelectorAll('*')) {
    const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join('').trim();
    if (own === '' || element.getClientRects().length === 0) continue;
    texts += 1;
    const [dark, light] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => a - b);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.push(element.tagName + ' ' + own.slice(0, 30) + ': ' + contrast.toFixed(2));
  }
  return { texts, found };
})()`;

export const OPEN_ALL_DETAILS = `document.querySelectorAll('details').forEach((one) => { one.open = true; })`;

/** Pixels that the page is wider than the window. */
export const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Paper and ink. */
export const COLOURS = '[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]';

/** Parts of the page without a name. */
export const NAMELESS_SECTIONS = `[...document.querySelectorAll('section')].filter(
  (one) => !one.hasAttribute('aria-label') && document.getElementById(one.getAttribute('aria-labelledby') ?? '') === null,
).length`;

export const BAR_WIDTHS = `[...document.querySelectorAll('svg.bar rect')].map((one) => one.getBoundingClientRect().width)`;
