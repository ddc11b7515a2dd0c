import { homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test.use({ settings: { KINBIND_UNDO_MINUTES: '10' } });

test('a decision is taken back while its mail waits, from the result and from the list', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await parent.appliesFor('王小明', 'father');
  await teacher.signsIn();

  await test.step('the result of an approval offers it', async () => {
    await teacher.approves(['王小明']);
    const results = teacher.page.getByRole('region', { name: '已通過 1 筆' });
    await expect(results).toContainText(/\d\d:\d\d:\d\d 前可以復原，之後才寄出通知信/);
    await expectGoodState(teacher.page);
    await parent.looksAtTheProgress();
    await parent.seesProgress('王小明', ['已通過', '登入說明稍後寄到您的信箱']);
    await expect(parent.application('王小明'), 'no mail was sent').not.toContainText('已寄');
    await results.getByRole('button', { name: '復原' }).click();
    await teacher.seesResult('已復原 1 筆，回到待審核');
    await teacher.seesPending('王小明', ['王大明']);
  });

  await test.step('the parent reads that the teacher is at it again, and got no mail', async () => {
    await parent.looksAtTheProgress();
    await parent.seesProgress('王小明', ['待審核']);
    await parent.seesHistory('王小明', ['送出申請', '審核通過', '導師重新審核', '導師審核', '建立帳號']);
    const subjects = (await mailbox.all(wang.email)).map((mail) => mail.subject);
    expect(subjects.filter((subject) => /帳號已建立|需要修正/.test(subject))).toEqual([]);
  });

  await test.step('so does the list of what was decided, after the result was closed', async () => {
    await teacher.returns('王小明', '認錯人了');
    await teacher.page.reload();
    await teacher.seesDecided('王小明', ['退回待修正', '認錯人了']);
    await expectGoodState(teacher.page);
    await teacher.row('王小明').getByRole('button', { name: '復原' }).click();
    await teacher.seesResult('已復原 1 筆，回到待審核');
    await parent.looksAtTheProgress();
    await parent.seesProgress('王小明', ['待審核']);
    await expect(parent.application('王小明')).not.toContainText('認錯人了');
  });

  await test.step('and the class list, which opens the evidence too', async () => {
    const { page: list } = teacher;
    await teacher.approves(['王小明']);
    await list.goto(`${teacher.classAddress()}/students?state=bound`);
    const child = list.getByRole('row').filter({ has: list.getByRole('rowheader', { name: '王小明' }) });
    await child.getByRole('button', { name: /看佐證資料/ }).click();
    await expect(list.getByRole('dialog').getByRole('region', { name: '簽名' })).toBeVisible();
    await expectGoodState(list);
    await list.getByRole('dialog').getByRole('button', { name: '關閉' }).click();
    await child.getByRole('button', { name: /復原/ }).click();
    await teacher.seesResult('已復原 1 筆，回到待審核');
  });
});
