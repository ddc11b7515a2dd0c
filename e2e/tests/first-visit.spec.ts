import { expect, test } from '../support/test.ts';

test('without JavaScript a sentence says what to do', async ({ newVisitor }) => {
  const page = await newVisitor({ javaScriptEnabled: false });
  await page.goto('/');
  await expect(page.getByRole('banner')).toContainText('親子綁定');
  const sentence = page.locator('main noscript p');
  await expect(sentence).toBeVisible();
  await expect(sentence).toContainText('這個網站需要 JavaScript');
  await expect(sentence).toContainText('1999');
  await expect(page.getByText('這個瀏覽器開不了本網站'), 'which is another trouble').toBeHidden();
});

test('the first visit asks nobody else and keeps nothing but the choice of language', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  expect(await page.context().cookies()).toEqual([]);
});

test('an address that does not exist says so and leads home', async ({ page }) => {
  await page.goto('/no-such-page');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/找不到/);
  await page.getByRole('main').getByRole('link', { name: /首頁/ }).click();
  await expect(page).toHaveURL('/');
});

test('the page forbids what it does not need', async ({ request }) => {
  const response = await request.get('/apply');
  const policy = response.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe-inline');
  expect(policy).not.toMatch(/'unsafe-eval'/);
});
