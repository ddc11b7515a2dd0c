import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type BrowserContext, type Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Where the global set-up leaves the path of {@link goodState}'s files for the workers. */
export const GOOD_STATES_VARIABLE = 'KINBIND_E2E_GOOD_STATES';

/** A file that is there once axe has found nothing in a state; many journeys pass through the same ones. */
function goodState(state: string): string {
  const directory = process.env[GOOD_STATES_VARIABLE];
  if (!directory) throw new Error(`${GOOD_STATES_VARIABLE} is not set: the global set-up did not run`);
  return join(directory, createHash('sha256').update(state).digest('hex'));
}

/** What every state of every page must hold; called wherever a journey arrives. */
export async function expectGoodState(page: Page): Promise<void> {
  await expect(page.locator('.skeleton, [aria-busy="true"]'), 'nothing is under way').toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 }), 'one h1').toHaveCount(1);
  expect(await page.title(), 'a title').not.toBe('');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling').toBe(
    true,
  );
  const hasLostFocus = () => page.evaluate(() => (window as unknown as Watched).hasLostFocus());
  await expect.poll(hasLostFocus, 'the focus went with what had it').toBe(false);
  const state = goodState(await markup(page));
  if (existsSync(state)) return;
  await expectAccessible(page, { runOnly: WCAG_2_2_AA });
  // The dark theme has the same markup in other colours.
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page, { runOnly: { type: 'rule', values: ['color-contrast'] } });
  await page.emulateMedia({ colorScheme: null });
  writeFileSync(state, '');
}

async function expectAccessible(page: Page, options: RunOptions): Promise<void> {
  // A tab in the background draws nothing, so colours on their way to others would stay there.
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (options) => {
    // What passes is found out, but not written down.
    const inPage = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await inPage.run({ ...options, resultTypes: ['violations'] });
    return violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => n.html).join('\n  ')}`);
  }, options);
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

interface Watched {
  hasLostFocus(): boolean;
}

/** In each page, before anything else. With the keyboard the focus is always somewhere, once it was anywhere; with a
 * finger it may be let go, but doesn't go with what had it. */
function watchFocus(): void {
  let last: Node | null = null;
  let isByKey = false;
  addEventListener('focusin', ({ target }) => (last = target as Node));
  addEventListener('keydown', () => (isByKey = true));
  addEventListener('pointerdown', () => (isByKey = false));
  (window as unknown as Watched).hasLostFocus = () =>
    document.activeElement === document.body && last !== null && (isByKey || !last.isConnected);
}

/** Gathers what must never happen in a browser: errors, blocked resources, calls to somebody else but a known service. */
export async function watch(context: BrowserContext, ownUrl: string, services: string[]): Promise<string[]> {
  const faults: string[] = [];
  await context.addInitScript(watchFocus);
  context.on('weberror', (error) => faults.push(`uncaught: ${error.error()}`));
  context.on('console', (message) => {
    if (message.type() === 'error' && !isAnswerOfTheApi(message.text(), message.location().url, ownUrl)) {
      faults.push(`console: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('request', (request) => {
    const url = request.url();
    // A service's page is gone to; none of ours may load a part of it.
    const { protocol, hostname } = new URL(url);
    const isService = request.isNavigationRequest() && services.includes(`${protocol}//${hostname}`);
    if (!url.startsWith(`${ownUrl}/`) && !/^(data|blob|about):/.test(url) && !isService) {
      faults.push(`third party: ${url}`);
    }
  });
  return faults;
}

/** Chromium logs each 4xx answer and each lost connection of a fetch; how the page takes it is what tests look at. */
function isAnswerOfTheApi(text: string, url: string, ownUrl: string): boolean {
  const expected = /^Failed to load resource: (.* status of 4\d\d |net::ERR_INTERNET_DISCONNECTED)/;
  return url.startsWith(`${ownUrl}/api/`) && expected.test(text);
}
