import { expectGoodState } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { nguyen } from '../support/people.ts';
import { expect, test } from '../support/test.ts';
import { wordsOf } from '../support/words.ts';

test('a mother from Viet Nam applies in her language and can read the authoritative Chinese text', async ({
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(await newVisitor({ locale: 'vi-VN' }), mailbox, nguyen, 'vi');
  const { page } = parent;
  await parent.startsFromTheHomePage();
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await parent.provesTheAddress();
  const [mail] = await mailbox.all(nguyen.email);
  expect(mail?.text).toContain('Mã xác minh của quý vị là');
  await parent.addsChild('阮明安', 'mother');

  await parent.press('action.next');
  await parent.seesPage('consent.title');
  await expect(page.getByText(parent.t('consent.translation'))).toBeVisible();
  await page.getByText(parent.t('consent.chinese')).click();
  const original = page.getByRole('region', { name: parent.t('consent.chinese') });
  await expect(original).toContainText('依據個人資料保護法等相關規定');
  await expect(original).toHaveAttribute('lang', 'zh-Hant-TW');
  await expectGoodState(page);
  await parent.press('consent.to_end');
  await page.getByRole('checkbox', { name: parent.t('consent.agree') }).check();
  await parent.press('action.next');

  await parent.fillsInOwnData();
  await parent.checksTheAnswers([parent.t('relationship.mother'), '阮氏秋']);
  await parent.signsByHand();
  await parent.sends();
});

test('a language is fetched when it is chosen, remembered, and kept when it cannot be fetched', async ({ page }) => {
  const words = wordsOf('id');
  const fetched: string[] = [];
  page.on('request', (request) => {
    const language = /locale-(.+)-[a-z0-9]+\.json/.exec(request.url())?.[1];
    if (language) fetched.push(language);
  });
  const menu = page.locator('select[name=language]');
  const heading = page.getByRole('heading', { level: 1 });
  await page.goto('/');
  await expect(heading).toBeVisible();
  expect(fetched).toEqual(['zh-TW']);
  await menu.selectOption('Bahasa Indonesia');
  await expect(heading).toHaveText(words('home.title'));
  await expect(menu).toHaveAccessibleName(words('layout.language'));
  await expectGoodState(page);
  expect(fetched).toEqual(['zh-TW', 'id']);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  await expectGoodState(page);
  if (size) await page.setViewportSize(size);

  await page.reload();
  await expect(heading).toHaveText(words('home.title'));
  // As when the connection breaks in the middle.
  await page.route('**/locale-vi-*', (route) => route.fulfill({ body: '{' }));
  await Promise.all([page.waitForResponse('**/locale-vi-*'), menu.selectOption('Tiếng Việt')]);
  await expect(menu, 'the menu says what the page speaks').toHaveValue('id');
  await expect(heading).toHaveText(words('home.title'));
});
