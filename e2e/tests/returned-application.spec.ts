import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { losesTheAnswer } from '../support/network.ts';
import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

const GROUND = '家長姓名和學校留存的資料不同，對照身分證修改後再送一次。';
const NOTE = '「大」應為「達」';

test('a returned application shows its reason, is corrected, sent again and approved', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await parent.appliesFor('王小明', 'father');

  await teacher.signsIn();
  await teacher.returns('王小明', NOTE, [GROUND, '與學生的關係']);
  await teacher.seesDecided('王小明', ['退回待修正', GROUND, NOTE]);

  await test.step('the last page leads to the correction too', async () => {
    await page.reload();
    await parent.seesOnTheLastPage('王小明', '退回待修正');
    await parent.seesNextStep('導師審核', '待您處理');
    await page.getByRole('link', { name: '修正後再送' }).click();
    await parent.seesPage('correct.title');
  });

  await test.step('the progress shows the reason, and the mail leads straight to the correction', async () => {
    await parent.looksAtTheProgress();
    await parent.seesProgress('王小明', ['退回待修正', GROUND, NOTE]);
    const mail = await mailbox.next(wang.email);
    expect(mail.text).toContain(GROUND);
    expect(mail.text).toContain(NOTE);
    await parent.opensCorrection(/https?:\/\/\S+\/correct\/\S+/.exec(mail.text)?.[0] ?? '', GROUND);
  });

  await test.step('only what is wrong is corrected, and it is signed anew', async () => {
    await parent.correctsName('王達明', GROUND);
    const relationship = page.getByRole('group', { name: '您與學生的關係' });
    await expect(relationship).toContainText('改選正確的關係後再送一次');
    await relationship.getByRole('radio', { name: '祖父', exact: true }).check();
    await expect(relationship, 'it is mended').not.toContainText('改選正確的關係後再送一次');
    await parent.press('correct.send');
    await parent.isToldOnTop('在框內簽名，或改用輸入姓名');
    const beside = page.locator('#signature-error');
    await expect(beside).toBeVisible();
    await parent.signsByHand();
    await expect(beside, 'it is mended').toBeHidden();
    await parent.sendsAgain();
    await parent.seesProgress('王小明', ['待審核']);
    await parent.seesHistory('王小明', ['送出申請', NOTE, '修正後再送', '導師審核', '建立帳號']);
    await page.reload();
    await parent.seesProgress('王小明', ['待審核']);
    await expect(page.getByText('已重新送出'), 'said once').toBeHidden();
  });

  await test.step('the teacher sees the correction and approves', async () => {
    await teacher.page.reload();
    await teacher.seesPending('王小明', ['王達明', 'A12****789']);
    await teacher.approves(['王小明']);
    // The account has opened when its mail comes.
    await mailbox.next(wang.email);
    await parent.looksAtTheProgress();
    await parent.seesProgress('王小明', ['已通過']);
    await parent.seesHistory('王小明', ['送出申請', '導師退回', '修正後再送', '審核通過', '完成綁定']);
  });
});

test('a pending application is taken back after a question that names the child', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.appliesFor('王小明', 'father');
  await parent.looksAtTheProgress();
  await parent.takesBack('王小明');
  await parent.seesProgress('王小明', ['已取消']);

  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.seesNothingPending();
});

test('an application that was taken back, but whose answer was lost, is told to be so at the second try', async ({
  page,
  server,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  await page.context().addCookies(await applyByApi(server.url, mailbox, wang, '王小明', 'father'));
  await parent.looksAtTheProgress();
  await losesTheAnswer(page, '**/cancellations');
  await page.getByRole('link', { name: parent.t('progress.cancel') }).click();
  const cancel = page.getByRole('button', { name: parent.t('cancel.confirm', { name: '王○明' }) });
  await cancel.click();
  await expect(page.getByText('目前沒有網路連線')).toBeVisible();
  await cancel.click();
  await expect(page.getByRole('status').filter({ hasText: '已取消 王○明 的申請' })).toBeVisible();
  await parent.seesProgress('王小明', ['已取消']);
});

test('an application that the parent took back meanwhile fails in the batch, with its cause', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.appliesFor('王小明', 'father');
  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.selects(['王小明']);

  await parent.looksAtTheProgress();
  await parent.takesBack('王小明');

  await teacher.confirmsApproval(['王小明']);
  await teacher.seesResult('1 筆沒有通過，0 筆已通過');
});

test('the progress of somebody else is not shown to another address', async ({ page, newVisitor, mailbox }) => {
  await new Parent(page, mailbox, wang).appliesFor('王小明', 'father');

  const other = new Parent(await newVisitor(), mailbox, { ...wang, email: 'somebody.else@example.com' });
  await other.looksAtTheProgress();
  await other.sendsAddress(other.person.email);
  await other.entersCode(await mailbox.nextCode(other.person.email));
  await expect(other.page.getByText('這個聯絡方式沒有申請紀錄。')).toBeVisible();
  await other.seesPage('progress.title');
});
