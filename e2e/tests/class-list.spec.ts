import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { ji, lin, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test('the counts of the class lead to whom they count, and the class list decides', async ({
  page,
  server,
  mailbox,
}) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await applyByApi(server.url, mailbox, lin, '王小明', 'mother');
  await applyByApi(server.url, mailbox, ji, '𠮷宥辰', 'father');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  const census = page.getByRole('region', { name: '全班綁定情形' });
  const child = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });

  await test.step('who has not applied', async () => {
    await census.getByRole('link', { name: '尚未申請 20' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('學生資料管理');
    await teacher.seesRows(20);
    await expect(page).toHaveURL(/students\?state=no_answer$/);
    await expect(census.getByRole('link', { name: '尚未申請 20' })).toHaveAttribute('aria-current', 'page');
    await page.reload();
    await teacher.seesRows(20);
  });

  await test.step('who is bound, by the school’s list too', async () => {
    await census.getByRole('link', { name: '已綁定 6' }).click();
    await teacher.seesRows(6);
    await expect(child('張采潔')).toContainText(/張政勳.*父親.*已綁定（學校匯入）.*A11\*{4}876/);
  });

  await test.step('the whole class, and 通過 straight from it', async () => {
    await census.getByRole('link', { name: '全班 28 人' }).click();
    await teacher.seesRows(28);
    await expect(child('王小明')).toContainText(/王大明.*父親.*待審核.*A12\*{4}789.*林美惠.*母親.*待審核/);
    await page.getByRole('button', { name: /通過.*3 號 王小明（申請人 王大明）/ }).click();
    await expect(page.getByRole('dialog')).toContainText('王大明');
    await expectGoodState(page);
    await page.getByRole('dialog').getByRole('button', { name: '通過 1 筆' }).click();
    await teacher.seesResult('已通過 1 筆');
    await expect(child('王小明')).toContainText(/王大明.*已通過.*林美惠.*待審核/);
    await expect(census).toContainText('已綁定 7');
  });

  await test.step('退回, with a reason', async () => {
    await page.getByRole('button', { name: /退回….*5 號 𠮷宥辰/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: '補充說明' }).fill('關係和戶口名簿不同');
    await dialog.getByRole('button', { name: '退回 1 筆' }).click();
    await teacher.seesResult('已退回 1 筆');
    await expect(child('𠮷宥辰')).toContainText(/退回待修正.*關係和戶口名簿不同/);
  });

  await test.step('back to the grid, where the counts lead to its tabs', async () => {
    await page.getByRole('navigation', { name: '班級頁面' }).getByRole('link').click();
    await teacher.seesTheClass();
    await census.getByRole('link', { name: '退回待修正 1' }).click();
    await teacher.seesLeft(1);
    await expect(page).toHaveURL(/state=decided.*status=returned/);
  });

  await test.step('a state in which nobody is any more', async () => {
    await page.goto(`${teacher.classAddress()}/students?state=returned`);
    await teacher.seesRows(1);
    await page.goto(`${page.url().replace('returned', 'registry_checking')}`);
    await expect(page.getByRole('heading', { name: '沒有這個狀態的學生' })).toBeVisible();
    await expectGoodState(page);
    await page.locator('.empty').getByRole('link', { name: '看全班' }).click();
    await teacher.seesRows(28);
  });
});
