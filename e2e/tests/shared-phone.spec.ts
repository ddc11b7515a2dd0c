import { homeroomTeacherOf } from '../support/demo-city.ts';
import { keptInTheTab } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { lin, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';

test('who has applied leaves the phone to the next person, who sees nothing of it', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.appliesFor('王小明', 'father');
  await expect(page.getByText(parent.t('visit.address', { address: wang.email }))).toBeVisible();
  await parent.leaves();
  expect(await isVerified(page)).toBe(false);
  expect(await keptInTheTab(page)).not.toContain('115-');

  const next = new Parent(page, mailbox, lin);
  await next.looksAtTheProgress();
  await expect(next.field('contact.address')).toHaveValue('');
  await next.sendsAddress(lin.email);
  await next.entersCode(await mailbox.nextCode(lin.email));
  await expect(page.getByText('這個聯絡方式沒有申請紀錄。')).toBeVisible();
  await next.leaves();
  expect(await isVerified(page)).toBe(false);
});

test('who leaves in the middle is asked first, because the answers are lost', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.provesTheAddress();
  await parent.addsChild('王小明', 'father');
  await parent.press('visit.leave');
  await page.getByRole('dialog').getByRole('button', { name: '繼續填寫' }).click();
  await expect(page.getByRole('button', { name: '結束使用' }), 'the focus comes back').toBeFocused();
  await expect(parent.childCard('王小明')).toBeVisible();

  await parent.acceptsTheConsent();
  await parent.fillsInOwnData();
  await parent.leaves({ losing: true });
  const kept = await keptInTheTab(page);
  for (const trace of [wang.name, wang.email, wang.mobile, '王○明']) expect(kept).not.toContain(trace);
  await page.goBack();
  await parent.seesPage('contact.title');
  await expect(page.getByText('驗證已逾時'), 'it was ended on purpose').toBeHidden();
});

test('the next person is met in the language of the browser, not of whoever left', async ({ page, mailbox }) => {
  const before = new Parent(page, mailbox, wang, 'vi');
  await page.goto('/apply');
  await page.locator('select[name=language]').selectOption('Tiếng Việt');
  await before.provesTheAddress();
  await before.press('visit.leave');
  await new Parent(page, mailbox, lin).seesPage('home.title');
  await expect(page.getByText('已結束使用')).toBeVisible();
  expect(await keptInTheTab(page)).not.toContain('language');
});

test('without a connection nobody is told that the session has ended', async ({ page, mailbox, context }) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.provesTheAddress();
  await context.setOffline(true);
  await parent.press('visit.leave');
  await expect(page.getByText('目前沒有網路連線')).toBeVisible();
  await context.setOffline(false);
  expect(await isVerified(page)).toBe(true);
  await parent.leaves();
  expect(await isVerified(page)).toBe(false);
});

test('a progress without applications offers another address', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.provesTheAddress();
  await parent.looksAtTheProgress();
  await parent.press('visit.other_address');
  await expect(parent.field('contact.address')).toBeVisible();
  await expect(parent.heading(), 'what had the focus has gone').toBeFocused();
  await parent.sendsAddress(lin.email);
  await expect(parent.field('code.label')).toBeVisible();
  await expect(parent.heading()).toBeFocused();
  await parent.entersCode(await mailbox.nextCode(lin.email));
  await expect(page.getByText(parent.t('visit.address', { address: lin.email }))).toBeVisible();
});

test('the link of a mail, opened where another address is verified, leads to the application after all', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.appliesFor('王小明', 'father');
  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.returns('王小明', '姓名和身分證不同');
  const link = /https?:\/\/\S+(\/correct\/\S+)/.exec((await mailbox.next(wang.email)).text)?.[1] ?? '';

  const phone = await newVisitor();
  const other = new Parent(phone, mailbox, lin);
  await other.provesTheAddress();
  await other.addsChild('王小明', 'mother');
  await phone.goto(link.replace(/correct\/(.*)/, 'progress/$1/cancel'));
  await expect(phone.getByText('這筆申請可能是用別的聯絡方式送出的')).toBeVisible();
  await phone.goto(link);
  await expect(phone.getByText('這筆申請可能是用別的聯絡方式送出的')).toBeVisible();
  await expect(phone.getByText(other.t('visit.address', { address: lin.email }))).toBeVisible();
  await other.seesPage('correct.title');
  await other.press('visit.other_address');
  await other.agreesToLoseTheAnswers();
  await expect(other.field('contact.address')).toBeVisible();
  await expect(other.heading()).toBeFocused();
  expect(await isVerified(phone)).toBe(false);

  // The address gets another code only a minute after its first one.
  await expect(async () => {
    await other.sendsAddress(wang.email);
    await expect(other.field('code.label')).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 70_000 });
  await other.entersCode(await mailbox.nextCode(wang.email));
  await expect(phone).toHaveURL(link);
  await expect(phone.getByText(other.t('visit.address', { address: wang.email })), 'and the way out').toBeVisible();
  await expect(phone.getByRole('button', { name: '結束使用' })).toBeVisible();
  await expect(phone.getByRole('main')).toContainText('姓名和身分證不同');
  await expect(other.field('parent.name')).toHaveValue(wang.name);
});

/** Whether the API still knows who has this phone. */
async function isVerified(page: Page): Promise<boolean> {
  return (await page.request.get('/api/v1/applicant-sessions/current')).ok();
}
