import AxeBuilder from '@axe-core/playwright';
import { expect, type BrowserContext, type Page } from '@playwright/test';

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** States that this worker has seen axe find nothing in; many journeys pass through the same ones. */
const accessible = new Set<string>();

/** What every state of every page must hold; called wherever a journey arrives. */
export async function expectGoodState(page: Page): Promise<void> {
  await expect(page.locator('.skeleton, [aria-busy="true"]'), 'nothing is under way').toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 }), 'one h1').toHaveCount(1);
  expect(await page.title(), 'a title').not.toBe('');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling').toBe(
    true,
  );
  const state = await markup(page);
  if (accessible.has(state)) return;
  await expectAccessible(page, (axe) => axe.withTags(WCAG_2_2_AA));
  // The dark theme has the same markup in other colours.
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, (axe) => axe.withRules(['color-contrast']));
  await page.emulateMedia({ colorScheme: null });
  accessible.add(state);
}

async function expectAccessible(page: Page, rules: (axe: AxeBuilder) => AxeBuilder): Promise<void> {
  // A tab in the background draws nothing, so colours on their way to others would stay there.
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  // The mode for old browsers differs in foreign frames only, of which there is none, and needs no second page.
  const { violations } = await rules(new AxeBuilder({ page }).setLegacyMode()).analyze();
  const found = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join('\n  ')}`);
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

/** The page without what differs from one visit to the next, such as times and ids; the same is the same state. */
async function markup(page: Page): Promise<string> {
  const [html, ticked, focused] = await page.evaluate(() => [
    document.documentElement.outerHTML,
    [...document.querySelectorAll('input')].map((input) => `${input.checked}${input.value === ''}`).join(),
    document.activeElement?.outerHTML,
  ]);
  return `${page.viewportSize()?.width} ${html} ${ticked} ${focused}`.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, '#');
}

/** What the page has written down in the browser. */
export function keptInTheTab(page: Page): Promise<string> {
  return page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
}

/** Gathers what must never happen in a browser: errors, blocked resources, calls to somebody else. */
export function watch(context: BrowserContext, ownUrl: string): string[] {
  const faults: string[] = [];
  context.on('weberror', (error) => faults.push(`uncaught: ${error.error()}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && !isAnswerOfTheApi(message.text(), message.location().url, ownUrl)) {
      faults.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${ownUrl}/`) && !/^(data|blob|about):/.test(url)) faults.push(`third party: ${url}`);
  });
  return faults;
}

/** Chromium logs each 4xx answer and each lost connection of a fetch; how the page takes it is what tests look at. */
function isAnswerOfTheApi(text: string, url: string, ownUrl: string): boolean {
  const expected = /^Failed to load resource: (.* status of 4\d\d |net::ERR_INTERNET_DISCONNECTED)/;
  return url.startsWith(`${ownUrl}/api/`) && expected.test(text);
}
