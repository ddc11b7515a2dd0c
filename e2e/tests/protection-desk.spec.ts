import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf, student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { wang } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, testWithOfficer as test } from '../support/test.ts';

test.use({ settings: { KINBIND_UNDO_MINUTES: '10' } });

const desk = ['hsu@school.example.tw', 'wu@school.example.tw'] as const;

test('a child is sealed by order, decided about at the desk, and two people lift the seal', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  const child = student('王小明');
  await applyByApi(server.url, mailbox, wang, child.name, 'father');
  for (const who of desk) await grantRole(server.url, who, 'protection_officer');

  await signsIn(page, desk[0]);
  await test.step('the order is compared with the child before it is sealed', async () => {
    await goesTo(page, '保護個案');
    await page.getByRole('button', { name: '查詢學生' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '學生身分證字號' })).toBeVisible();
    await expectGoodState(page);
    await page.getByRole('textbox', { name: '學生身分證字號' }).fill(child.nationalId);
    await page.getByRole('button', { name: '查詢學生' }).click();
    await expect(page.getByRole('status').filter({ hasText: '市立內湖國小' })).toContainText('五年一班');
    await page.getByRole('textbox', { name: '命令字號' }).fill('115年度家護字第123號');
    await expectGoodState(page);
    await page.getByRole('button', { name: /封存王小明/ }).click();
    const asked = page.getByRole('dialog', { name: '封存王小明？' });
    await expect(asked).toContainText('115年度家護字第123號');
    await expectGoodState(page);
    await asked.getByRole('button', { name: /封存王小明/ }).click();
    await expect(page.getByRole('status').filter({ hasText: '已封存王小明' })).toBeVisible();
  });

  await test.step('the application is the desk’s, and no longer the teacher’s', async () => {
    const teacher = new Teacher(await newVisitor(), homeroomTeacherOf(child.name));
    await teacher.signsIn();
    await teacher.seesNothingPending();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: child.name }) });
    await expect(row).toContainText(wang.name);
    await row.getByRole('button', { name: child.name, exact: true }).click();
    const evidence = page.getByRole('dialog');
    await expect(evidence).toContainText('戶政查核');
    await expectGoodState(page);
    await evidence.getByText('顯示完整證號和手機').click();
    await evidence.getByRole('button', { name: '顯示' }).click();
    await expect(evidence).toContainText(wang.nationalId);
    await evidence.getByRole('button', { name: '關閉' }).click();
    await row.getByRole('button', { name: '退回' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: '監護' }).check();
    await expectGoodState(page);
    await dialog.getByRole('button', { name: '退回 1 筆' }).click();
    await expect(page.getByRole('heading', { name: '沒有等待審核的申請' })).toBeVisible();
    await expectGoodState(page);
  });

  await test.step('what was decided is found again, and taken back after a reload', async () => {
    await page.reload();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: child.name }) });
    // The page may still be loading, and begin with what waits.
    await expect(async () => {
      await page.getByRole('button', { name: '已審核案件' }).click();
      await expect(row).toContainText('退回待修正', { timeout: 2_000 });
    }).toPass();
    await expectGoodState(page);
    await row.getByRole('button', { name: /^復原/ }).click();
    await expect(page.getByRole('heading', { name: '沒有已審核的申請' })).toBeVisible();
    await expectGoodState(page);
  });

  await test.step('one asks for the seal to be lifted, another approves', async () => {
    await page.getByRole('button', { name: '申請解除' }).click();
    await expect(page.getByText('由另一位保護專責人員同意。')).toBeVisible();
    await expect(page.getByRole('button', { name: '同意解除' })).toHaveCount(0);
    await expectGoodState(page);
    const other = await newVisitor();
    await signsIn(other, desk[1]);
    await goesTo(other, '保護個案');
    await other.getByRole('button', { name: '同意解除' }).click();
    const asked = other.getByRole('dialog', { name: '解除王小明的封存？' });
    await expect(asked).toContainText('解除後不能復原');
    await expectGoodState(other);
    await asked.getByRole('button', { name: '同意解除' }).click();
    await expect(other.getByRole('status').filter({ hasText: '已解除王小明的封存' })).toBeVisible();
    await other.getByRole('checkbox', { name: '只看已解除的' }).check();
    await expect(other.getByRole('listitem').filter({ hasText: '115年度家護字第123號' })).toContainText('已解除');
    await expectGoodState(other);
  });
});
