import { homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { expect, OFFICER, testWithOfficer as test } from '../support/test.ts';
import type { Page } from '@playwright/test';

const registrar = homeroomTeacherOf('王小明');
const auditor = 'hsu@school.example.tw';

test('an officer grants roles, a registrar gives classes, an auditor finds all of it', async ({ page, newVisitor }) => {
  await signsIn(page, OFFICER);

  await test.step('職務與授權: what is wrong is said at its field', async () => {
    await goesTo(page, '職務與授權');
    await expect(row(page, '賴')).toContainText(/教育局承辦人.*有效/);
    await page.getByRole('button', { name: '授權職務' }).click();
    await page.getByRole('main').getByRole('button', { name: '授權職務' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '人員' })).toBeVisible();
    await expect(page.getByRole('alert').getByRole('link', { name: '職務' })).toBeVisible();
    await expect(page).toHaveTitle(/^錯誤：/);
    await expectGoodState(page);
    await page.getByRole('textbox', { name: '人員' }).fill('nobody@example.tw');
    await page.getByRole('combobox', { name: '職務' }).selectOption('註冊組');
    await page.getByRole('button', { name: '授權職務' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '學校' })).toBeVisible();
    await page.getByRole('combobox', { name: '學校' }).selectOption({ label: '內湖區 市立內湖國小 403601' });
    await page.getByRole('button', { name: '授權職務' }).click();
    await expect(page.getByRole('alert')).toContainText('人員');
  });

  await test.step('a registrar of a school, and an auditor', async () => {
    await page.getByRole('textbox', { name: '人員' }).fill(registrar);
    await page.getByRole('button', { name: '授權職務' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已授權給林淑惠：註冊組（市立內湖國小）' })).toBeVisible();
    await expect(row(page, '林淑惠')).toContainText(/註冊組（市立內湖國小）.*有效/);
    await page.getByRole('button', { name: '授權職務' }).click();
    await page.getByRole('textbox', { name: '人員' }).fill(auditor);
    await page.getByRole('combobox', { name: '職務' }).selectOption('稽核');
    await page.getByRole('button', { name: '授權職務' }).click();
    await expect(page.getByText('已授權給')).toBeVisible();
    await expectGoodState(page);
  });

  const school = await newVisitor();
  await test.step('導師與代理: a substitute needs a last day', async () => {
    await signsIn(school, registrar);
    await goesTo(school, '導師與代理');
    await school.getByRole('button', { name: '指派班級' }).click();
    await school.getByRole('textbox', { name: '人員' }).fill('chang@school.example.tw');
    await school.getByRole('combobox', { name: '班級' }).selectOption('五年一班');
    await school.getByRole('checkbox', { name: '代理導師' }).check();
    await school.getByRole('button', { name: '指派班級' }).click();
    await expect(school.getByRole('alert').getByRole('link', { name: '結束日' })).toBeVisible();
    await expectGoodState(school);
    await school.getByRole('textbox', { name: '結束日' }).fill('2099-01-31');
    await school.getByRole('button', { name: '指派班級' }).click();
    await expect(school.getByRole('status').filter({ hasText: '已授權給' })).toBeVisible();
    const substitute = school.getByRole('row').filter({ hasText: '五年一班代理導師' });
    await expect(substitute).toContainText('188/01/31');
    await substitute.getByRole('button', { name: '結束' }).click();
    await expect(school.getByRole('dialog', { name: /五年一班代理導師/ })).toBeVisible();
    await expectGoodState(school);
    await school.getByRole('dialog').getByRole('button', { name: '結束' }).click();
    await expect(substitute).toHaveCount(0);
    await school.getByRole('checkbox', { name: '只看已結束的' }).check();
    await expect(substitute).toContainText('已結束');
    await expectGoodState(school);
  });

  await test.step('teacher and parent with one account change sides', async () => {
    await school.getByRole('link', { name: '我的孩子' }).click();
    await expect(school).toHaveURL('/children');
    await school.getByRole('main').getByRole('link', { name: '審核家長親子連結申請' }).click();
    await expect(school).toHaveURL(/\/review/);
  });

  await test.step('稽核紀錄: searched by action, and by whose it is', async () => {
    const trail = await newVisitor();
    await signsIn(trail, auditor);
    await goesTo(trail, '稽核紀錄');
    await trail.getByRole('combobox', { name: '動作' }).selectOption('指派班級');
    await trail.getByRole('button', { name: '查詢' }).click();
    // The operator's list gave the others.
    const byTheRegistrar = trail.getByRole('row').filter({ hasText: '指派班級' }).filter({ hasText: /林淑惠.*註冊組/ });
    await expect(byTheRegistrar).toHaveCount(1);
    await expect(trail).toHaveURL(/action=homeroom_assigned/);
    await expectGoodState(trail);
    await trail.getByRole('button', { name: '只看這個人' }).click();
    await expect(trail.getByRole('row').filter({ hasText: '結束班級指派' }).last()).toBeVisible();
    await trail.goBack();
    await expect(byTheRegistrar).toHaveCount(1);
    await trail.goto('/audit');
    const search = trail.getByRole('button', { name: '查詢' });
    await trail.getByRole('textbox', { name: '人員' }).fill('nobody@example.tw');
    await search.click();
    await expect(trail.getByRole('textbox', { name: '人員' })).toHaveAttribute('aria-invalid', 'true');
    await expect(trail).toHaveTitle(/^錯誤：/);
    await expectGoodState(trail);
    await trail.getByRole('textbox', { name: '人員' }).fill(registrar);
    await trail.getByLabel('開始日').fill('2026-02-01');
    await trail.getByLabel('結束日').fill('2026-01-31');
    await search.click();
    await expect(trail.getByLabel('結束日')).toHaveAccessibleDescription(/結束日早於開始日/);
    await expectGoodState(trail);
    await trail.getByLabel('開始日').fill('');
    await trail.getByLabel('結束日').fill('');
    await search.click();
    await expect(trail.getByRole('row').filter({ hasText: '結束班級指派' }).last()).toContainText('林淑惠');
    await expect(trail, 'an id, no name').toHaveURL(/actor_id=[0-9a-f-]{36}$/);
    await expect(trail.getByRole('textbox', { name: '人員' })).toHaveValue(registrar);
    await expectGoodState(trail);
    await trail.goto('/staff/homerooms');
    await expect(trail.getByText('這個帳號的職務看不到這個頁面')).toBeVisible();
    await expectGoodState(trail);
  });
});

function row(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
}
