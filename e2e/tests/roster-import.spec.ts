import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf, schoolmatesOf, student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { wang } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { expect, testWithOfficer as test } from '../support/test.ts';

const child = '王小明';
/** Both parents are bound by the school's list. */
const leaver = '張采潔';
const registrar = 'hsu@school.example.tw';
const HEADINGS = '學年度,年級,班級,學號,座號,姓名,身分證字號,生日';

test('a registrar brings the next school year, mends a wrong row, and bindings go up with their children', async ({
  page,
  server,
  mailbox,
}) => {
  await grantRole(server.url, registrar, 'registrar', student(child).schoolCode);
  await applyByApi(server.url, mailbox, wang, child, 'father');
  await approveByApi(server.url, homeroomTeacherOf(child));

  await test.step('the template comes as a workbook and as CSV', async () => {
    await signsIn(page, registrar);
    await goesTo(page, '學籍匯入');
    for (const [link, file] of [
      ['下載範本（Excel）', 'kinbind-學籍匯入範本.xlsx'],
      ['下載範本（CSV）', 'kinbind-學籍匯入範本.csv'],
    ] as const) {
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: link }).click();
      expect((await download).suggestedFilename()).toBe(file);
    }
  });

  await test.step('學籍匯入: a wrong row is named, and nothing is imported', async () => {
    await page.getByRole('button', { name: '上傳並檢查' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '檔案' })).toBeVisible();
    await expectGoodState(page);
    await upload(nextYear().replace('A105860338', 'A105860339'));
    await expect(page.getByRole('heading', { name: '名單有錯誤，修正後再上傳一次' })).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: '證號的檢查碼不符' })).toContainText('身分證字號');
    await expectGoodState(page);
  });

  await test.step('the report says what would change; a confirmation carries it out', async () => {
    await upload(nextYear());
    await expect(page.getByRole('heading', { name: '檢查完成，確認後匯入' })).toBeVisible();
    await expect(page.getByText('升級', { exact: true })).toBeVisible();
    await expectGoodState(page);
    await expect(page.getByRole('combobox', { name: '涉及的學生' })).toHaveValue('離校');
    await expect(page.getByRole('row').filter({ hasText: leaver })).toBeVisible();
    await expect(page.getByRole('listitem').filter({ hasText: '學籍116.csv' }).first()).toContainText('許');
    await expect(page.getByText('2 個親子綁定會在保留期後結束')).toBeVisible();
    const ends = page.getByRole('textbox', { name: '將結束的綁定數' });
    await page.getByRole('button', { name: '確認匯入' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '將結束的綁定數' })).toBeVisible();
    await ends.fill('1');
    await page.getByRole('button', { name: '確認匯入' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '將結束的綁定數' })).toBeVisible();
    await expectGoodState(page);
    await ends.fill('2');
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

test('a registrar brings in a school that has had no children here, and its classes are there', async ({
  page,
  server,
}) => {
  const emptySchool = '313501';
  await grantRole(server.url, registrar, 'registrar', emptySchool);
  await signsIn(page, registrar);
  await goesTo(page, '學籍匯入');
  const children = Array.from({ length: 60 }, (_, index) => {
    const [className, seat] = [index < 30 ? '七年一班' : '七年二班', (index % 30) + 1];
    return ['115', 7, className, 1150701 + index, seat, `新生${index + 1}號`, idNumber(index), '2013-09-01'].join(',');
  });
  const buffer = Buffer.from([HEADINGS, ...children, ''].join('\n'));
  await page.getByLabel('檔案', { exact: true }).setInputFiles({ name: '學籍115.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('button', { name: '上傳並檢查' }).click();
  await expect(page.getByRole('heading', { name: '檢查完成，確認後匯入' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('60');
  await expectGoodState(page);
  await page.getByRole('button', { name: '確認匯入' }).click();
  await expect(page.getByText('匯入完成，名單已更新')).toBeVisible();

  await page.goto('/review');
  const classes = page.getByRole('combobox', { name: '班級' });
  await classes.selectOption({ label: ((await classes.locator('option', { hasText: '七年二班' }).textContent()) ?? '').trim() });
  await expect(page.getByRole('heading', { name: '七年二班' })).toBeVisible();
  await page.getByRole('link', { name: '學生資料管理' }).click();
  await expect(page.getByRole('main')).toContainText('新生60號');
  await expectGoodState(page);
});

/** One of 基隆市, which nobody in the demo city has, with its check digit. */
function idNumber(index: number): string {
  const digits = [...`2${String(7_000_000 + index)}`].map(Number);
  const sum = digits.reduce((sum, digit, place) => sum + digit * (8 - place), 1 + 2 * 9);
  return `C${digits.join('')}${(10 - (sum % 10)) % 10}`;
}

/** Everybody at the child's school, a year later, but for one whose parents are bound, and who was in the last grade. */
function nextYear(): string {
  const grades = '一二三四五六';
  const rows = schoolmatesOf(child).flatMap(({ className, cells }) => {
    if (cells.includes(leaver)) return [];
    const grade = grades.indexOf(className[0] ?? '') + 2;
    const next = grades[grade - 1];
    return next ? [['116', grade, next + className.slice(1), ...cells].join(',')] : [];
  });
  return [HEADINGS, ...rows, ''].join('\n');
}
