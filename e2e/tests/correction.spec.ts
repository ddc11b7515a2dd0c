import type { Page } from '@playwright/test';
import { applyByApi } from '../support/apply-by-api.ts';
import { returnByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import type { Mailbox } from '../support/mailbox.ts';
import { losesTheAnswer } from '../support/network.ts';
import { expectGoodState, keptInTheTab } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { teacherLin, wang } from '../support/people.ts';
import type { Server } from '../support/server.ts';
import { DEMO_PASSWORD } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test('a correction outlives a reload and the end of its session', async ({ page, server, mailbox }) => {
  const parent = await opensTheReturned(page, server, mailbox, ['name_differs']);
  const relationship = page.getByRole('radio', { name: '祖父', exact: true });
  await parent.field('parent.name').fill('王達明');
  await relationship.check();
  await parent.field('parent.national_id').fill(wang.nationalId);
  await parent.field('parent.mobile').focus();
  expect(await keptInTheTab(page), 'the ID number is not written down').not.toContain(wang.nationalId);

  await page.reload();
  await expect(parent.field('parent.name')).toHaveValue('王達明');
  await expect(relationship).toBeChecked();
  await expect(parent.field('parent.national_id')).toHaveValue('');

  await parent.field('parent.national_id').fill(wang.nationalId);
  await parent.signsByHand();
  await page.context().clearCookies();
  await parent.press('correct.send');
  await expect(parent.field('contact.address')).toBeVisible();
  // The address gets another code only a minute after its first one.
  await expect(async () => {
    await parent.sendsAddress(wang.email);
    await expect(parent.field('code.label')).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 70_000 });
  await parent.entersCode(await mailbox.nextCode(wang.email));
  await expect(parent.field('parent.name')).toHaveValue('王達明');
  await expect(relationship).toBeChecked();
  await expect(parent.field('parent.national_id')).toHaveValue(wang.nationalId);
  await expect(page.getByText(parent.t('signature.strokes', { count: '2' }))).toBeAttached();
  await parent.seesPage('correct.title');
  await parent.sendsAgain();
  await parent.seesProgress('王小明', ['祖父']);
  expect(await keptInTheTab(page), 'it was sent').not.toContain('王達明');
});

test('who leaves in the middle of a correction is asked first, and nothing of it stays', async ({
  page,
  server,
  mailbox,
}) => {
  const parent = await opensTheReturned(page, server, mailbox, ['name_differs']);
  await parent.field('parent.name').fill('王達明');
  await parent.leaves({ losing: true });
  expect(await keptInTheTab(page)).not.toContain('王達明');
});

test('a correction that came through, but whose answer was lost, is told to be sent at the second try', async ({
  page,
  server,
  mailbox,
}) => {
  const parent = await opensTheReturned(page, server, mailbox, ['name_differs']);
  await parent.field('parent.name').fill('王達明');
  await parent.signsByHand();
  await losesTheAnswer(page, '**/resubmissions');
  await parent.press('correct.send');
  await parent.isToldOnTop('目前沒有網路連線');
  await parent.sendsAgain();
  await parent.seesProgress('王小明', ['待審核']);
});

test('an ID number whose person has an account is asked for nothing more, and shows whose it is', async ({
  page,
  server,
  mailbox,
}) => {
  const parent = await opensTheReturned(page, server, mailbox, ['national_id_differs']);
  const account = page.locator('#correct-account');
  await expect(parent.field('parent.national_id')).toBeFocused();
  await parent.field('parent.name').fill('林達明');
  await parent.field('parent.national_id').fill(teacherLin.nationalId);
  await parent.signsByHand();
  await parent.press('correct.send');
  await expect(account).toBeFocused();
  await expect(account).toContainText('您已申請臺北市校園單一身分驗證帳號');
  await expect(account).toContainText('林○惠');
  await expect(parent.field('parent.name')).toHaveCount(0);
  await parent.seesPage('correct.title');

  await parent.field('parent.national_id').fill('');
  await parent.press('correct.send');
  await expect(parent.field('parent.name'), 'what was typed is still there').toHaveValue('林達明');
  await parent.field('parent.national_id').fill(teacherLin.nationalId);
  await parent.press('correct.send');
  await expect(account).toBeFocused();
  await parent.sendsAgain();
  await parent.seesProgress('王小明', ['待審核']);
});

test('the ID number of the own account is not corrected here, and it is said where', async ({
  page,
  server,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, teacherLin);
  await applyByApi(server.url, mailbox, teacherLin, '王大恩', 'mother');
  await returnByApi(server.url, homeroomTeacherOf('王大恩'), ['national_id_differs']);
  await new Guardian(page).signsInAt(teacherLin.email, DEMO_PASSWORD, '/children', 'children.title');
  await page.getByRole('link', { name: '修正後再送' }).click();
  await parent.seesPage('correct.title');
  await expect(page.getByRole('main')).toContainText('帳號裡的證號由學校註冊組更正');
  await expect(page.getByRole('main')).toContainText('A24****550');
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await expectGoodState(page);
});

/** The father's correction of what the teacher of 王小明 has returned. */
async function opensTheReturned(page: Page, server: Server, mailbox: Mailbox, grounds: string[]): Promise<Parent> {
  const parent = new Parent(page, mailbox, wang);
  await page.context().addCookies(await applyByApi(server.url, mailbox, wang, '王小明', 'father'));
  await returnByApi(server.url, homeroomTeacherOf('王小明'), grounds);
  // It is told by mail, which would be taken for the next code.
  await mailbox.next(wang.email);
  await parent.looksAtTheProgress();
  await page.getByRole('link', { name: '修正後再送' }).click();
  await parent.seesPage('correct.title');
  return parent;
}
