import { resolve } from 'node:path';
import type { Page } from '@playwright/test';

/** The screen of whoever sits at a desk; the pictures' own is a phone. */
export const desktop = { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 };

/** Writes what the screen shows to `docs/images`. */
export async function picture(page: Page, name: string): Promise<void> {
  const path = resolve(import.meta.dirname, `../../docs/images/${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}

export async function pictureFromTop(page: Page, name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await picture(page, name);
}
