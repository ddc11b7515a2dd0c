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

test('a session that ends in the middle of a decision is told, and signing in leads back to the class', async ({
  page,
  server,
  mailbox,
}) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.selects(['王小明']);
  const address = teacher.classAddress();
  await page.context().clearCookies();
  await teacher.confirmsApproval(['王小明']);
  await expect(page).toHaveURL('/sign-in');
  await expect(page.getByRole('status').filter({ hasText: '剛才的審核沒有完成' })).toBeVisible();
  await expectGoodState(page);
  await teacher.entersThePassword();
  expect(teacher.classAddress()).toBe(address);
  await teacher.seesPending('王小明', ['待審核']);

  await page.context().clearCookies();
  await page.getByRole('link', { name: '已審核案件' }).click();
  await expect(page.getByText('登入已結束')).toBeVisible();
  await expect(page.getByText('剛才的審核沒有完成'), 'nothing was being decided').toBeHidden();
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
