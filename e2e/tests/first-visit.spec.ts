import { Script } from 'node:vm';
import { expectGoodState } from '../support/page-quality.ts';
import { expect, test } from '../support/test.ts';

test('without JavaScript a sentence says what to do', async ({ newVisitor }) => {
  const page = await newVisitor({ javaScriptEnabled: false });
  await page.goto('/');
  await expect(page.getByRole('banner')).toContainText('親子綁定');
  const sentence = page.locator('main noscript p');
  await expect(sentence).toBeVisible();
  await expect(sentence).toContainText('這個網站需要 JavaScript');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('家長與子女帳號綁定');
  for (const language of ['en', 'vi', 'id']) {
    const help = sentence.locator(`[lang="${language}"]`).getByRole('link', { name: '1999' });
    await expect(help).toHaveAttribute('href', 'tel:1999');
  }
  await expect(page.getByText('這個瀏覽器開不了本網站'), 'which is another trouble').toBeHidden();
});

test('a browser that cannot run the app is told what to do, in both languages', async ({ browser, baseURL }) => {
  // Without the watch for faults: the browser logs this one.
  const page = await browser.newPage({ ...(baseURL && { baseURL }) });
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  await page.goto('/apply');
  const sentence = page.getByRole('alert');
  await expect(sentence).toContainText('更新瀏覽器');
  await expect(sentence).toContainText('用其他瀏覽器開啟');
  await expect(sentence.locator('[lang="en"]')).toContainText('This browser cannot open the site');
  await page.close();
});

test('a browser that knows no modules is told the same', async ({ newVisitor }) => {
  const page = await newVisitor();
  // As such a browser reads it.
  await page.route('/apply', async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace(/<script type="?module.*?<\/script>/, '').replace('<script nomodule', '<script');
    await route.fulfill({ response, body: html });
  });
  await page.goto('/apply');
  await expect(page.getByRole('alert')).toContainText('更新瀏覽器');
});

test('what starts the app can be read by browsers that know modules but no await outside a function', async ({
  request,
}) => {
  for (const page of ['/', '/progress', '/children', '/review']) {
    const address = /<script type="?module"? src="?([^">]+)/.exec(await (await request.get(page)).text())?.[1] ?? '';
    const source = await (await request.get(address)).text();
    expect(source).toContain('import(');
    // Read as a classic script, which knows none either.
    expect(() => new Script(source), address).not.toThrow();
  }
});

test('an app that does not arrive whole is loaded again', async ({ browser, baseURL }) => {
  const page = await browser.newPage({ ...(baseURL && { baseURL }) });
  await page.route('**/*.wasm', (route) => route.abort('connectionreset'));
  await page.goto('/apply');
  const sentence = page.getByRole('alert');
  await expect(sentence).toContainText('畫面沒有載入完成');
  await expect(page.getByText('這個瀏覽器開不了本網站'), 'which is another trouble').toBeHidden();
  await page.unroute('**/*.wasm');
  await sentence.getByRole('link', { name: '重新載入' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('取得驗證碼');
  await page.close();
});

test("LINE's browser is offered the way to the phone's own, where a page stays open", async ({ newVisitor }) => {
  const userAgent =
    'Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36 Line/14.16.0/IAB';
  const page = await newVisitor({ userAgent });
  for (const address of ['/', '/apply']) {
    await page.goto(address);
    await expectGoodState(page);
    const way = page.getByRole('link', { name: '改用手機的瀏覽器開啟' });
    await expect(way).toHaveAttribute('href', `${address}?openExternalBrowser=1`);
  }
  await page.getByRole('link', { name: '改用手機的瀏覽器開啟' }).click();
  await expect(page.getByRole('heading', { level: 1 }), 'the parameter does no harm').toHaveText('取得驗證碼');

  const elsewhere = await newVisitor();
  await elsewhere.goto('/apply');
  await expectGoodState(elsewhere);
  await expect(elsewhere.getByText('LINE')).toHaveCount(0);
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
