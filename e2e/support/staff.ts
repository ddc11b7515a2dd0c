import { expect, type Page } from '@playwright/test';
import { DEMO_PASSWORD } from './teacher.ts';

/**
 * Signs a member of staff in, and waits for the class they begin with: all of the demo city's have one. The way there
 * leads over other addresses, and a journey that goes elsewhere before it has ended is overtaken by it.
 */
export async function signsIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: '帳號' }).fill(email);
  await page.getByLabel('密碼', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('main').getByRole('button', { name: '登入' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('審核家長親子連結申請');
  await expect(page).toHaveURL(/\/review\/[0-9a-f-]{36}/);
}

/** Goes to another of the staff's pages by the line of ways, which is folded on a phone. */
export async function goesTo(page: Page, title: string): Promise<void> {
  const folded = page.locator('.ways__folded summary');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.ways').first()).toBeVisible();
  if (await folded.isVisible()) await folded.click();
  await page.getByRole('navigation', { name: '校務頁面' }).getByRole('link', { name: title }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
}
