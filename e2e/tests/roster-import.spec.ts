import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf, schoolmatesOf, student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { wang } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { expect, testWithOfficer as test } from '../support/test.ts';

const child = '王小明';
const registrar = 'hsu@school.example.tw';

test('a registrar brings the next school year, mends a wrong row, and bindings go up with their children', async ({
  page,
  server,
  mailbox,
}) => {
  await grantRole(server.url, registrar, 'registrar', student(child).schoolCode);
  await applyByApi(server.url, mailbox, wang, child, 'father');
  await approveByApi(server.url, homeroomTeacherOf(child));

  await test.step('學籍匯入: a wrong row is named, and nothing is imported', async () => {
    await signsIn(page, registrar);
    await goesTo(page, '學籍匯入');
    await page.getByRole('button', { name: '上傳並檢查' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '檔案' })).toBeVisible();
    await expectGoodState(page);
    await upload(nextYear().replace('A105860338', 'A105860339'));
    await expect(page.getByRole('heading', { name: '名單有錯誤，修正後再上傳一次' })).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: '證號檢查碼不對' })).toContainText('身分證字號');
    await expectGoodState(page);
  });

  await test.step('the report says what would change; a confirmation carries it out', async () => {
    await upload(nextYear());
    await expect(page.getByRole('heading', { name: '檢查完成，確認後匯入' })).toBeVisible();
    await expect(page.getByText('升級', { exact: true })).toBeVisible();
    await expectGoodState(page);
    const ends = page.getByRole('textbox', { name: '將結束的綁定數' });
    if (await ends.isVisible()) {
      await page.getByRole('button', { name: '確認匯入' }).click();
      await expect(page.getByRole('alert')).toBeVisible();
      const count = /\d+/.exec((await page.getByText('個親子綁定會在保留期後結束').textContent()) ?? '')?.[0] ?? '';
      await ends.fill(count);
    }
    await page.getByRole('button', { name: '確認匯入' }).click();
    await expect(page.getByText('匯入完成，名單已更新')).toBeVisible();
    await expectGoodState(page);
  });

  await test.step('the child is in the sixth grade, and bound as before', async () => {
    await page.goto('/review');
    const classes = page.getByRole('combobox', { name: '班級' });
    const label = (await classes.locator('option', { hasText: '六年一班' }).textContent()) ?? '';
    await classes.selectOption({ label: label.trim() });
    await expect(page.getByRole('heading', { name: '六年一班' })).toBeVisible();
    await page.getByRole('link', { name: '學生資料管理' }).click();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: child }) });
    await expect(row).toContainText(wang.name);
    await expect(row).toContainText('已通過');
  });

  async function upload(csv: string): Promise<void> {
    const file = { name: '學籍116.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
    await page.getByLabel('檔案', { exact: true }).setInputFiles(file);
    await page.getByRole('button', { name: '上傳並檢查' }).click();
  }
});

/** Everybody at the child's school, a year later: who was in the last grade has left. */
function nextYear(): string {
  const grades = '一二三四五六';
  const rows = schoolmatesOf(child).flatMap(({ className, cells }) => {
    const grade = grades.indexOf(className[0] ?? '') + 2;
    const next = grades[grade - 1];
    return next ? [['116', grade, next + className.slice(1), ...cells].join(',')] : [];
  });
  return ['學年度,年級,班級,學號,座號,姓名,身分證字號,生日', ...rows, ''].join('\n');
}
