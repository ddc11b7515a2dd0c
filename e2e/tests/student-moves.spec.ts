import { student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { signsIn } from '../support/staff.ts';
import { expect, testWithOfficer as test } from '../support/test.ts';

const child = '王小明';
const registrar = 'hsu@school.example.tw';

test('a registrar opens places for a child’s guardians, and releases it', async ({ page, server }) => {
  await grantRole(server.url, registrar, 'registrar', student(child).schoolCode);
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: child }) });
  const dialog = page.getByRole('dialog');

  await test.step('the class list', async () => {
    await signsIn(page, registrar);
    await page.getByRole('combobox', { name: '班級' }).selectOption({ label: '五年一班（待審核 0）' });
    await page.getByRole('navigation', { name: '班級頁面' }).getByRole('link', { name: '學生資料管理' }).click();
    await expect(row).toBeVisible();
    await expectGoodState(page);
  });

  await test.step('監護人名額', async () => {
    await row.getByRole('button', { name: '監護人名額 2' }).click();
    await expect(dialog.getByRole('heading', { name: '王小明的監護人名額' })).toBeFocused();
    await expectGoodState(page);
    await dialog.getByRole('combobox', { name: '另外開放的名額' }).selectOption('2');
    await dialog.getByRole('button', { name: '儲存名額' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已更新王小明的監護人名額' })).toBeVisible();
    await expect(row.getByRole('button', { name: '監護人名額 4' })).toBeVisible();
  });

  await test.step('轉出, not without a reason', async () => {
    await row.getByRole('button', { name: '轉出' }).click();
    await dialog.getByRole('button', { name: '轉出' }).click();
    await expect(dialog.getByText('選擇離開的原因')).toBeVisible();
    await expectGoodState(page);
    await dialog.getByRole('radio', { name: '轉學' }).check();
    await dialog.getByRole('button', { name: '轉出' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已轉出王小明' })).toBeVisible();
    await expect(row).toHaveCount(0);
    await expectGoodState(page);
  });
});
