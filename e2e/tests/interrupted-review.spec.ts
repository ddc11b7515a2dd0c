import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test('an application decided in another window meanwhile is told apart from a failure', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.selects(['王小明']);
  const other = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await other.signsIn();
  await other.returns('王小明', '姓名和身分證不同');

  await teacher.confirmsApproval(['王小明']);
  await teacher.seesResult('1 筆先前已審核過');
  await expect(page.getByRole('region', { name: '先前已審核過' })).toContainText('退回待修正');
  await expect(page.getByText('沒有通過')).toBeHidden();
});

test('a session that ends in the middle of a decision leaves everything as it is until one has signed in again', async ({
  page,
  context,
  server,
  mailbox,
}) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await page.goto(`${teacher.classAddress()}?student=${encodeURIComponent('王')}`);
  await teacher.selects(['王小明']);
  await page.getByRole('group', { name: '批次審核' }).getByRole('button', { name: '退回' }).click();
  const asked = page.getByRole('dialog', { name: '退回這 1 筆申請？' });
  await asked.getByRole('textbox', { name: '補充說明' }).fill('請附上監護權的文件');
  await context.clearCookies();
  await asked.getByRole('button', { name: '退回 1 筆' }).click();

  const expired = page.getByRole('dialog', { name: '登入已逾時' });
  await expect(expired.getByRole('heading', { name: '登入已逾時' })).toBeFocused();
  await expectGoodState(page);
  await expired.getByRole('button', { name: '已登入，繼續' }).click();
  await expect(expired.getByRole('status')).toHaveText('登入已結束，重新登入後可以繼續');
  await expectGoodState(page);
  const opened = context.waitForEvent('page');
  await expired.getByRole('link', { name: '開新分頁登入' }).click();
  const tab = await opened;
  await new Teacher(tab, homeroomTeacherOf('王小明')).entersThePassword();
  await tab.close();
  await expired.getByRole('button', { name: '已登入，繼續' }).click();
  await expect(expired).toBeHidden();

  await expect(page).toHaveURL(/student=/);
  await expect(asked.getByRole('textbox', { name: '補充說明' })).toHaveValue('請附上監護權的文件');
  await asked.getByRole('button', { name: '退回 1 筆' }).click();
  await teacher.seesResult('已退回 1 筆');
});

test('a session that ends while something is read leads back to the same rows', async ({ page, context }) => {
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await context.clearCookies();
  await page.getByRole('link', { name: '已審核案件' }).click();
  await expect(page.getByText('登入已結束')).toBeVisible();
  await teacher.entersThePassword();
  await expect(page).toHaveURL(/state=decided/);
});

test('another person who signs in beside a page that waits has it load anew', async ({ page, context, server, mailbox }) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.selects(['王小明']);
  await context.clearCookies();
  await teacher.confirmsApproval(['王小明']);
  const tab = await context.newPage();
  await new Teacher(tab, homeroomTeacherOf('王大恩')).signsIn();
  await page.getByRole('dialog', { name: '登入已逾時' }).getByRole('button', { name: '已登入，繼續' }).click();
  await expect(page.getByText('這不是您的班級')).toBeVisible();
  await expect(page.getByRole('table')).toHaveCount(0);
});

test('another person who signs in then comes to a page of their own', async ({ page }) => {
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  const address = teacher.classAddress();
  await page.context().clearCookies();
  await page.getByRole('link', { name: '已審核案件' }).click();
  await expect(page).toHaveURL('/sign-in');
  const other = new Teacher(page, homeroomTeacherOf('王大恩'));
  await other.entersThePassword();
  expect(other.classAddress()).not.toBe(address);
});
