import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { ji, li, lin, nguyen, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test('a selection survives paging, sorting and filters, and all that match are approved in one batch', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await applyByApi(server.url, mailbox, lin, '王小明', 'mother');
  await applyByApi(server.url, mailbox, ji, '𠮷宥辰', 'father');
  await applyByApi(server.url, mailbox, nguyen, '阮明安', 'mother');
  await applyByApi(server.url, mailbox, li, '李詠晴', 'maternal_grandfather');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await page.goto(`${teacher.classAddress()}?page_size=2`);
  await teacher.seesRows(2);

  await test.step('on two pages', async () => {
    await teacher.row('王小明').first().getByRole('checkbox').check();
    await page.getByRole('link', { name: '下一頁' }).click();
    await expect(teacher.row('𠮷宥辰')).toBeVisible();
    await teacher.row('𠮷宥辰').getByRole('checkbox').check();
    await teacher.seesSelected('已選取 2 筆（1 筆在其他頁），共 5 筆待審核');
  });

  await test.step('through a filter', async () => {
    await (await teacher.filter('關係')).selectOption('母親');
    await teacher.seesLeft(2);
    await teacher.seesSelected('已選取 2 筆（2 筆在其他頁）');
    await teacher.pickPage().check();
    await teacher.seesSelected('已選取 4 筆（2 筆在其他頁）');
    await expect(page.getByRole('button', { name: '選取符合條件的全部' }), 'the page is all that matches').toHaveCount(0);
    await page.getByRole('button', { name: '取消選取' }).click();
    await page.getByRole('link', { name: '清除篩選' }).click();
    await teacher.seesRows(2);
  });

  await test.step('all that match', async () => {
    await teacher.pickPage().check();
    await page.getByRole('button', { name: '選取符合條件的全部 5 筆' }).click();
    await teacher.seesSelected('已選取 5 筆（3 筆在其他頁）');
  });

  await test.step('a decision from the evidence releases its own row and no other', async () => {
    const row = teacher.row('王小明').filter({ hasText: '林美惠' });
    await row.getByRole('button', { name: '王小明' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '通過' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '通過 1 筆' }).click();
    await teacher.seesResult('已通過 1 筆');
    await teacher.seesSelected('已選取 4 筆');
    await page.getByRole('button', { name: '知道了' }).click();
  });

  // Somebody decides on one of the rows that are on no page the teacher has seen.
  const other = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await other.signsIn();
  await other.returns('阮明安', '姓名和身分證不同');

  await test.step('the dialog names what to look at first, in the order of the class', async () => {
    await page.getByRole('button', { name: '通過 4 筆' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('heading', { name: '通過這 4 筆申請？' })).toBeVisible();
    await expect(dialog.getByRole('region', { name: '先看這 1 筆' })).toContainText('17 號 李詠晴');
    const rest = dialog.getByRole('region', { name: '其餘 3 筆' }).getByRole('listitem');
    await expect(rest).toContainText(['3 號 王小明', '5 號 𠮷宥辰', '12 號 阮明安']);
    await expectGoodState(page);
    await dialog.getByRole('button', { name: '通過' }).click();
  });
  await teacher.seesResult('已通過 3 筆');
  await expect(page.getByRole('main')).toContainText('1 筆先前已審核過');
  await teacher.seesNothingPending();
});
