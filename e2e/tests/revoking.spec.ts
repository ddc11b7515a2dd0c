import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf, student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { wang } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { signsIn } from '../support/staff.ts';
import { expect, testWithOfficer as test } from '../support/test.ts';

const child = '王小明';
const registrar = 'hsu@school.example.tw';
const reason = '核可時誤認申請人';

test('a registrar revokes what was approved by mistake, with a reason that the parent reads', async ({
  page,
  server,
  mailbox,
}) => {
  await grantRole(server.url, registrar, 'registrar', student(child).schoolCode);
  await applyByApi(server.url, mailbox, wang, child, 'father');
  await approveByApi(server.url, homeroomTeacherOf(child));
  await signsIn(page, registrar);
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  const dialog = page.getByRole('dialog');

  await test.step('the class list of another class of the school', async () => {
    await page.getByRole('combobox', { name: '班級' }).selectOption({ label: '五年一班（待審核 0）' });
    await page.getByRole('navigation', { name: '班級頁面' }).getByRole('link', { name: '學生資料管理' }).click();
    await expect(async () => {
      await page.reload();
      await expect(row(child)).toContainText('帳號已建立', { timeout: 1_000 });
    }).toPass();
    await expect(row(child)).toContainText('已確認');
    await expect(row('張采潔')).toContainText('未確認');
    await expectGoodState(page);
  });

  await test.step('a reason is needed', async () => {
    await row(child).getByRole('button', { name: '撤銷綁定' }).click();
    await expectGoodState(page);
    await dialog.getByRole('button', { name: '撤銷綁定' }).click();
    await expect(dialog.getByRole('textbox', { name: '事由' })).toBeFocused();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await dialog.getByRole('textbox', { name: '事由' }).fill(reason);
    await dialog.getByRole('button', { name: '撤銷綁定' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已撤銷' })).toBeVisible();
    await expect(row(child)).toContainText('尚未申請');
    await expectGoodState(page);
  });

  await test.step('the parent is told', async () => {
    await expect
      .poll(async () => (await mailbox.all(wang.email)).map((mail) => mail.text).join(), { message: 'a mail about it' })
      .toContain(`撤銷事由：${reason}`);
  });

  await test.step('what the school’s own list brought can be revoked too', async () => {
    const buttons = row('張采潔').getByRole('button', { name: '撤銷綁定' });
    const before = await buttons.count();
    await buttons.first().click();
    await expect(dialog).toContainText('張采潔');
    await dialog.getByRole('textbox', { name: '事由' }).fill(reason);
    await dialog.getByRole('button', { name: '撤銷綁定' }).click();
    await expect(buttons).toHaveCount(before - 1);
    await expectGoodState(page);
  });
});

test.describe('while the decision can still be taken back', () => {
  test.use({ settings: { KINBIND_UNDO_MINUTES: '10' } });

  test('the approval is revoked before it has opened an account', async ({ page, server, mailbox }) => {
    await grantRole(server.url, registrar, 'registrar', student(child).schoolCode);
    await applyByApi(server.url, mailbox, wang, child, 'father');
    await approveByApi(server.url, homeroomTeacherOf(child));
    await signsIn(page, registrar);
    await page.getByRole('combobox', { name: '班級' }).selectOption({ label: '五年一班（待審核 0）' });
    await page.getByRole('navigation', { name: '班級頁面' }).getByRole('link', { name: '學生資料管理' }).click();
    await page.getByRole('button', { name: '撤銷通過' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: '事由' }).fill(reason);
    await dialog.getByRole('button', { name: '撤銷通過' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已撤銷' })).toBeVisible();
    await expect
      .poll(async () => (await mailbox.all(wang.email)).map((mail) => mail.text).join(), { message: 'a mail about it' })
      .toContain(`撤銷事由：${reason}`);
    await expectGoodState(page);
  });
});
