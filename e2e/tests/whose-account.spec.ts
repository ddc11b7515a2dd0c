import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import { isBehind } from '../support/network.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { teacherLin, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test('who has an account is recognised by the ID number and asked for nothing more', async ({
  page,
  server,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, { ...teacherLin, email: 'lin.shuhui@example.com' });
  const main = page.getByRole('main');
  await parent.reachesOwnDataFor('王大恩', 'mother');
  await parent.field('parent.national_id').fill(teacherLin.nationalId);
  await parent.press('parent.verify');
  await expect(main).toContainText('您已申請臺北市校園單一身分驗證帳號');
  for (const masked of ['A24****550', '林○惠', 'l***@school.example.tw', '09******24']) {
    await expect(main).toContainText(masked);
  }
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await parent.seesPage('parent.title');
  await page.getByRole('link', { name: parent.t('action.next') }).click();
  await parent.seesPage('check.title');
  await parent.checksTheAnswers(['林○惠', 'A24****550']);
  await expect(main).not.toContainText('還沒驗證過');
  await parent.press('signature.type_instead');
  await parent.field('signature.typed').fill(teacherLin.name);
  await parent.sends();
  await parent.seesNextStep('完成綁定', '審核通過後，孩子會出現在「我的孩子」');
  await expect(main, 'there is an account').not.toContainText(/建立帳號|登入說明/);
  await approveByApi(server.url, homeroomTeacherOf('王大恩'));
  const mail = (await mailbox.next(teacherLin.email)).text;
  expect(mail, 'the mail goes to the account').toContain('已審核通過，並綁定於您原有的帳號');
  expect(mail, 'but nobody has proved the address that the school typed').not.toContain('王○恩');
  await parent.looksAtTheProgress();
  await parent.seesHistory('王大恩', ['送出申請', '審核通過', '完成綁定']);
  await parent.seesProgress('王大恩', ['孩子會出現在「我的孩子」']);
  await expect(main, 'there was an account').not.toContainText(/帳號已建立|登入說明/);
  await expect(main, 'masked for whoever has only the code').not.toContainText(teacherLin.name);
});

test('what differs in the data of an account is said beside it, with where it is changed', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, { ...teacherLin, email: 'lin.shuhui@example.com' });
  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王大恩'));
  const main = page.getByRole('main');
  await parent.reachesOwnDataFor('王大恩', 'mother');
  await parent.field('parent.national_id').fill(teacherLin.nationalId);
  await parent.press('parent.verify');
  await page.getByRole('link', { name: parent.t('action.next') }).click();
  await parent.signsByHand();
  await parent.sends();
  await teacher.signsIn();
  await teacher.returns('王大恩', '和學生資料不同', ['家長姓名', '電子信箱', '與學生的關係']);
  await parent.looksAtTheProgress();
  await page.getByRole('link', { name: '修正後再送' }).click();
  await parent.seesPage('correct.title');
  await expect(page.locator('#relationship'), 'the first that can be corrected here').toBeFocused();
  const data = (label: string) => main.locator('.summary-list > div').filter({ has: page.getByText(label, { exact: true }) });
  await expect(data('電子信箱')).toContainText('登入後在「我的帳號」修改');
  await expect(data('家長姓名')).toContainText('由學校註冊組更正');
  await expect(data('行動電話')).not.toContainText('修改');
  await expectGoodState(page);
  await data('電子信箱').getByRole('link', { name: '修改' }).click();
  await expect(page).toHaveURL('/sign-in');
});

test('an address that got no code is confirmed by a link before the account opens', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  const link = async () => /\/confirm-email#\S+/.exec((await mailbox.next(wang.email)).text)?.[0] ?? '';
  await parent.provesTheAddress(wang.mobile);
  await parent.addsChild('王小明', 'father');
  await parent.acceptsTheConsent();
  await parent.identifies();
  await parent.field('parent.email').fill(wang.email);
  await parent.fillsInOwnData();
  await parent.signsByHand();
  await parent.sends();
  await expect(page.getByText(`確認信已寄到 ${wang.email}`)).toBeVisible();
  const first = await link();
  await isBehind<{ items: object[] }>(page, '**/api/v1/binding-applications', ({ items }) => ({
    items: [{ ...items[0], id: '00000000-0000-7000-8000-000000000000', status: 'cancelled' }, ...items],
  }));
  await page.reload();
  await expect(page.getByText(`確認信已寄到 ${wang.email}`), 'whichever of the children needs it').toBeVisible();

  await approveByApi(server.url, homeroomTeacherOf('王小明'));
  await parent.looksAtTheProgress();
  await parent.seesProgress('王小明', ['已通過', '確認電子信箱後，帳號就會建立', '待您處理']);
  await parent.press('confirm.again');
  await expect(page.getByRole('status').filter({ hasText: '已再寄一封' })).toBeVisible();
  expect(await link(), 'the same link, because one is enough').toBe(first);

  await test.step('the link is pressed on another device, and no mail system can press it', async () => {
    const elsewhere = new Parent(await newVisitor(), mailbox, wang);
    await elsewhere.page.goto('/confirm-email');
    await expect(elsewhere.page.getByText('網址裡少了確認碼')).toBeVisible();
    await elsewhere.page.goto('/');
    await elsewhere.page.goto(first);
    await elsewhere.seesPage('confirm.title');
    await expect(elsewhere.page, 'the token is not in the history').toHaveURL('/confirm-email');
    await elsewhere.press('code.confirm');
    await expect(elsewhere.page.getByRole('status').filter({ hasText: '電子信箱已確認' })).toBeVisible();
    await expect(elsewhere.heading(), 'the button that had it is gone').toBeFocused();
    await expectGoodState(elsewhere.page);
  });

  await mailbox.next(wang.email);
  await page.reload();
  await parent.seesHistory('王小明', ['送出申請', '審核通過', '完成綁定']);
  const guardian = new Guardian(await newVisitor());
  await guardian.signsIn(wang.email, wang.initialPassword);
  await guardian.isAskedForANewPassword();
  await guardian.page.goto('/progress');
  await guardian.page.getByRole('link', { name: '設定自己的密碼' }).click();
  await guardian.isAskedForANewPassword();
});
