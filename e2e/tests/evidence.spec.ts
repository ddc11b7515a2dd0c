import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { lin, teacherLin, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, testWithRegistry as test } from '../support/test.ts';

test('a row opens the evidence, from which the numbers are read and the decision is made', async ({
  page,
  server,
  mailbox,
}) => {
  // The name is written with a variant character.
  await applyByApi(server.url, mailbox, { ...wang, name: '王大眀' }, '王小明', 'father');
  await applyByApi(server.url, mailbox, lin, '王小明', 'mother');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  const row = teacher.row('王小明').filter({ hasText: '王大眀' });
  const opener = row.getByRole('button', { name: '王小明' });
  const panel = page.getByRole('dialog', { name: '3 號 王小明（申請人 王大眀）' });

  await test.step('opened with the keyboard, closed with Escape, the focus where it was', async () => {
    await opener.focus();
    await page.keyboard.press('Enter');
    await expect(panel.getByText('以輸入姓名簽署：王大眀')).toBeVisible();
    await expect(panel.getByRole('heading', { level: 2 })).toBeFocused();
    await expect(panel).toContainText(/戶政不符.*申請人姓名用字不同/);
    await expect(panel.getByRole('region', { name: '這位學生的其他監護人和申請' })).toContainText(/林○惠.*母親/);
    await expect(panel).toContainText('電子信箱驗證碼');
    await expect(panel.getByRole('region', { name: '個資使用同意書' })).toContainText('第 1 版');
    await expect(panel).not.toContainText(wang.nationalId);
    await expectGoodState(page);
    await page.keyboard.press('Escape');
    await expect(panel).toHaveCount(0);
    await expect(opener).toBeFocused();
  });

  await test.step('the full numbers, with a reason, for this visit of the panel', async () => {
    await opener.click();
    await panel.getByText('顯示完整證號和手機').click();
    await panel.getByRole('combobox', { name: '事由' }).selectOption('其他（補充說明必填）');
    await panel.getByRole('button', { name: '顯示' }).click();
    await expect(panel.getByRole('textbox', { name: '補充說明' })).toBeFocused();
    await expectGoodState(page);
    await panel.getByRole('textbox', { name: '補充說明' }).fill('家長來電');
    await panel.getByRole('button', { name: '顯示' }).click();
    await expect(panel.getByRole('group', { name: '完整證號和手機' })).toBeFocused();
    await expect(panel).toContainText(wang.nationalId);
    await expectGoodState(page);
    await panel.getByRole('button', { name: '關閉' }).click();
    await opener.click();
    await expect(panel.getByRole('region', { name: '簽名' })).toBeVisible();
    await expect(panel).not.toContainText(wang.nationalId);
  });

  await test.step('returned from the panel, and the reason is there afterwards', async () => {
    await panel.getByRole('button', { name: '退回' }).click();
    const dialog = page.getByRole('dialog', { name: '退回這 1 筆申請？' });
    await dialog.getByRole('checkbox', { name: '家長姓名' }).check();
    await dialog.getByRole('button', { name: '退回 1 筆' }).click();
    await teacher.seesResult('已退回 1 筆');
    await page.getByRole('link', { name: '已審核案件' }).click();
    await teacher.row('王小明').getByRole('button', { name: '王小明' }).click();
    await expect(panel.getByRole('region', { name: '先前的審核' })).toContainText(/退回.*林淑惠/);
    await expect(panel.getByRole('button', { name: '通過' }), 'it is decided').toHaveCount(0);
    await expectGoodState(page);
  });
});

test('a teacher reads nothing of what lies beside an own application', async ({ page, server, mailbox }) => {
  await applyByApi(server.url, mailbox, teacherLin, '王小明', 'mother');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  const row = teacher.row('王小明').filter({ hasText: '自己的申請' });
  await expect(row).not.toContainText('戶政');
  await row.getByRole('button', { name: '王小明' }).click();
  const panel = page.getByRole('dialog', { name: '3 號 王小明（申請人 林淑惠）' });
  await expect(panel).toContainText('這是您自己的申請');
  await expect(panel.getByRole('region')).toHaveCount(0);
  await expect(panel.getByRole('button', { name: '通過' })).toHaveCount(0);
  await expectGoodState(page);
});
