import { expect, type Page } from '@playwright/test';
import { DEMO_PASSWORD } from './teacher.ts';

/** Signs a member of staff in, to the first page of their roles. */
export async function signsIn(page: Page, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('textbox', { name: '帳號' }).fill(email);
  await page.getByLabel('密碼', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('main').getByRole('button', { name: '登入' }).click();
  await expect(page).toHaveURL(/\/(review|staff|protection)/);
  // The bundle of that page has come, and what it asked for.
  await page.waitForLoadState('networkidle');
}
