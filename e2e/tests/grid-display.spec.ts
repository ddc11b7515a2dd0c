import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { ji, lin, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test('columns and density are remembered, and the whole list is printed', async ({ page, server, mailbox }) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await applyByApi(server.url, mailbox, lin, '王小明', 'mother');
  await applyByApi(server.url, mailbox, ji, '𠮷宥辰', 'father');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await page.addInitScript(() => {
    window.print = () => document.body.setAttribute('data-printed', String(document.querySelectorAll('.grid tbody tr').length));
  });
  await teacher.signsIn();
  const isPhone = (page.viewportSize()?.width ?? 0) <= 768;

  await test.step('the grid begins high up, on a phone too', async () => {
    const ways = page.locator('.ways').first();
    expect((await ways.boundingBox())?.height, 'the ways are one line').toBeLessThan(70);
  });

  await test.step('fewer columns, and closer', async () => {
    await page.getByRole('button', { name: '顯示設定' }).click();
    await page.getByRole('checkbox', { name: 'MAIL' }).uncheck();
    await page.getByRole('checkbox', { name: '學號' }).uncheck();
    await page.getByRole('checkbox', { name: '緊密排列' }).check();
    await expectGoodState(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.reload();
    await teacher.seesRows(3);
    await expect(page.locator('.grid--dense')).toBeVisible();
    await expect(teacher.row('𠮷宥辰')).not.toContainText(ji.email);
    if (!isPhone) await expect(page.getByRole('columnheader', { name: 'MAIL' })).toHaveCount(0);
    await expectGoodState(page);
  });

  await test.step('every page of the list on paper', async () => {
    await page.goto(`${teacher.classAddress()}?page_size=2`);
    await teacher.seesRows(2);
    await page.getByRole('button', { name: '列印全部 3 筆' }).click();
    await expect(page.locator('body')).toHaveAttribute('data-printed', '3');
    await page.emulateMedia({ media: 'print' });
    const cells = page.getByRole('row').filter({ hasText: '𠮷宥辰' }).locator('td:visible, th:visible');
    const tops = await cells.evaluateAll((all) => new Set(all.map((one) => Math.round(one.getBoundingClientRect().top))).size);
    expect(tops, 'a line of a table on paper, and no card').toBe(1);
    await expect(page.getByRole('columnheader', { name: '學生', exact: true })).toBeVisible();
    await expect(page.getByRole('row').filter({ hasText: '王小明' }).first()).toBeVisible();
    await expect(page.locator('.selection-bar, .ways').filter({ visible: true })).toHaveCount(0);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await teacher.seesRows(2);
  });
});
