import { student } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { li } from '../support/people.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { expect, OFFICER, testWithOfficer as test } from '../support/test.ts';

const child = student('王小明');
// Bound to nobody, and without an account.
const carer = { ...li, name: '李秀雲' };
const day = (fromToday: number) =>
  new Date(Date.now() + fromToday * 86_400_000).toLocaleDateString('sv', { timeZone: 'Asia/Taipei' });
const roc = (iso: string) => iso.replace(/^\d+/, (year) => String(Number(year) - 1911)).replaceAll('-', '/');

test('a child is entrusted to a carer, who sees it until an officer ends that', async ({ page, newVisitor, mailbox }) => {
  await signsIn(page, OFFICER);
  await goesTo(page, '委託照顧');
  await expectGoodState(page);

  await test.step('the papers are compared with child and carer', async () => {
    await page.getByRole('button', { name: '登錄委託照顧' }).click();
    await page.getByRole('button', { name: '查詢學生和受託人' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '學生身分證字號' })).toBeVisible();
    await expectGoodState(page);
    await page.getByRole('textbox', { name: '學生身分證字號' }).fill(child.nationalId);
    await page.getByRole('textbox', { name: '受託人身分證字號' }).fill(carer.nationalId);
    await page.getByRole('button', { name: '查詢學生和受託人' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '學校' })).toBeVisible();
    await page.getByRole('combobox', { name: '學校' }).selectOption({ label: '內湖區 市立三民國中 403503' });
    await page.getByRole('button', { name: '查詢學生和受託人' }).click();
    await expect(page.getByRole('alert')).toContainText('沒有找到這位學生');
    await page.getByRole('combobox', { name: '學校' }).selectOption({ label: '內湖區 市立內湖國小 403601' });
    await page.getByRole('button', { name: '查詢學生和受託人' }).click();
    await expect(page.getByRole('status').filter({ hasText: '王小明' })).toContainText('受託人還沒有帳號');
    await expectGoodState(page);
  });

  await test.step('what is missing is said at its field, and the delegation is recorded', async () => {
    await page.getByRole('textbox', { name: '結束日' }).fill(day(400));
    await page.getByRole('button', { name: '登錄王小明的委託照顧' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '文件字號' })).toBeVisible();
    await expectGoodState(page);
    await page.getByRole('textbox', { name: '受託人姓名' }).fill(carer.name);
    await page.getByRole('textbox', { name: '受託人電子信箱' }).fill(carer.email);
    await page.getByRole('textbox', { name: '受託人行動電話' }).fill(carer.mobile);
    await page.getByRole('textbox', { name: '文件字號' }).fill('北市社兒少字第1150001234號');
    await page.getByRole('button', { name: '登錄王小明的委託照顧' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '結束日' })).toContainText('最長一年');
    await page.getByRole('textbox', { name: '結束日' }).fill(day(30));
    await page.getByRole('button', { name: '登錄王小明的委託照顧' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已登錄王小明的委託照顧' })).toBeVisible();
    await expect(row()).toContainText(new RegExp(`李秀雲.*至 ${roc(day(30))}.*有效`));
    await expectGoodState(page);
  });

  const visitor = await newVisitor();
  const family = new Guardian(visitor);
  await test.step('the carer sets a password and sees the child, and until when', async () => {
    const link = /\/activate#\S+/.exec((await mailbox.next(carer.email)).text)?.[0] ?? '';
    await visitor.goto(link);
    await visitor.getByLabel('新密碼', { exact: true }).fill('every carer has a long sentence');
    await visitor.getByRole('main').getByRole('button', { name: '儲存密碼' }).click();
    await expect(visitor).toHaveURL('/children');
    await family.seesBoundChild(child.name, [child.className, `受託照顧，至 ${roc(day(30))}`]);
    await expect(visitor.getByRole('link', { name: '解除綁定' })).toHaveCount(0);
  });

  await test.step('an officer ends it with a reason', async () => {
    await row().getByRole('button', { name: '提前結束' }).click();
    const dialog = page.getByRole('dialog', { name: '提前結束' });
    await dialog.getByRole('button', { name: '提前結束' }).click();
    await expect(dialog.getByRole('link', { name: '結束事由' })).toBeVisible();
    await expectGoodState(page);
    await dialog.getByRole('textbox', { name: '結束事由' }).fill('返家');
    await dialog.getByRole('button', { name: '提前結束' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已結束王小明的委託照顧' })).toBeVisible();
    await expect(row()).toHaveCount(0);
    await page.getByRole('combobox', { name: '狀態' }).selectOption('已結束');
    await expect(row()).toContainText(/已結束.*返家/);
    await expectGoodState(page);
    expect((await mailbox.next(carer.email)).subject).toContain('委託照顧已結束');
    await visitor.reload();
    await expect(visitor.getByText(child.name)).toHaveCount(0);
    await expectGoodState(visitor);
  });

  function row() {
    return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: child.name }) });
  }
});
