import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { li, wang, type Person } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { DEMO_PASSWORD } from '../support/teacher.ts';
import { expect, OFFICER, testWithOfficer as test } from '../support/test.ts';
import type { Page } from '@playwright/test';

const auditor = 'hsu@school.example.tw';

test('全市政策: an officer decides, the next account has no initial password, an auditor reads who decided', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  await grantRole(server.url, auditor, 'auditor');
  await signsIn(page, OFFICER);
  await goesTo(page, '全市政策');
  await expect(page.getByText('還沒有人變更過')).toBeVisible();
  await expect(page.getByRole('radio', { name: /^預設密碼是證號後 6 碼/ })).toBeChecked();
  await expectGoodState(page);

  const second = await newVisitor();
  await signsIn(second, OFFICER);
  await goesTo(second, '全市政策');

  await page.getByRole('radio', { name: /^不給預設密碼/ }).check();
  await page.getByRole('button', { name: '儲存' }).click();
  await expect(page.getByRole('status').filter({ hasText: '立即生效' })).toBeVisible();
  await expect(page.getByText(/賴建宏於 .* 決定/)).toBeVisible();
  await expectGoodState(page);

  await test.step('whoever read the older ones has to look again', async () => {
    await second.getByRole('radio', { name: /^直接通過/ }).check();
    await second.getByRole('button', { name: '儲存' }).click();
    await expect(second.getByRole('alert')).toContainText('剛剛由其他人變更');
    await expectGoodState(second);
    await second.getByRole('button', { name: '再試一次' }).click();
    await expect(second.getByRole('radio', { name: /^不給預設密碼/ })).toBeChecked();
  });

  await test.step('the mail has the link alone', async () => {
    await applyByApi(server.url, mailbox, wang, '王小明', 'father');
    await approveByApi(server.url, homeroomTeacherOf('王小明'));
    await expect(async () => {
      const { text } = await mailbox.next(wang.email);
      expect(text).toContain('帳號已建立');
      expect(text).toContain('/activate#');
      expect(text).not.toContain('後6碼');
    }).toPass();
  });

  await test.step('an auditor reads', async () => {
    const trail = await newVisitor();
    await signsIn(trail, auditor);
    await goesTo(trail, '全市政策');
    await expect(trail.getByText('不給預設密碼')).toBeVisible();
    await expect(trail.getByRole('radio')).toHaveCount(0);
    await expectGoodState(trail);
  });
});

test('學校: one is added, changed and closed, and parents see it at once', async ({ page, newVisitor }) => {
  const parent = await newVisitor();
  const names = async () => {
    const list = await parent.request.get('/api/v1/schools');
    return ((await list.json()) as { items: { name: string }[] }).items.map((school) => school.name);
  };
  await signsIn(page, OFFICER);
  await goesTo(page, '學校');
  await expectGoodState(page);

  await test.step('what is wrong is said at its field, and what was typed stays', async () => {
    await page.getByRole('button', { name: '新增學校' }).click();
    await page.getByRole('textbox', { name: '學校代碼' }).fill('403601');
    await page.getByRole('textbox', { name: '校名' }).fill('市立康寧實小');
    await page.getByRole('button', { name: '儲存' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: /行政區/ })).toBeVisible();
    await expect(page.getByRole('alert').getByRole('link', { name: /學層/ })).toBeVisible();
    await expect(page).toHaveTitle(/^錯誤：/);
    await expectGoodState(page);
    const form = page.getByRole('region', { name: '新增學校' });
    await form.getByRole('combobox', { name: '行政區' }).selectOption('內湖區');
    await form.getByRole('checkbox', { name: '國小' }).check();
    await form.getByRole('button', { name: '儲存' }).click();
    await expect(page.getByRole('alert')).toContainText('已經有學校使用這個代碼');
    await expect(form.getByRole('textbox', { name: '校名' })).toHaveValue('市立康寧實小');
    await expectGoodState(page);
    await form.getByRole('textbox', { name: '學校代碼' }).fill('40369x');
    await form.getByRole('button', { name: '儲存' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已儲存市立康寧實小' })).toBeVisible();
    expect(await names()).toContain('市立康寧實小');
  });

  await test.step('found by name or district, changed', async () => {
    await page.getByRole('searchbox', { name: '校名或代碼' }).fill('康寧');
    await expect(page.getByRole('rowheader', { name: '市立康寧實小' })).toBeVisible();
    await row(page, '市立康寧實小').getByRole('button', { name: '修改' }).click();
    const form = page.getByRole('region', { name: '變更學校' });
    await expect(form).toContainText('學校代碼 40369X，目前有 0 位學生');
    await form.getByRole('textbox', { name: '校名' }).fill('市立康寧實驗國小');
    await form.getByRole('checkbox', { name: '關閉這所學校' }).check();
    await expectGoodState(page);
    await form.getByRole('button', { name: '儲存' }).click();
    await expect(row(page, '市立康寧實驗國小')).toContainText('已關閉');
    await expectGoodState(page);
    expect(await names()).not.toContain('市立康寧實驗國小');
    expect(await names()).not.toContain('市立康寧實小');
  });

  await test.step('a school with children says how many', async () => {
    await page.getByRole('searchbox', { name: '校名或代碼' }).fill('內湖國小');
    await page.getByRole('combobox', { name: '行政區' }).selectOption('內湖區');
    await row(page, '市立內湖國小').getByRole('button', { name: '修改' }).click();
    const form = page.getByRole('region', { name: '變更學校' });
    await form.getByRole('checkbox', { name: '關閉這所學校' }).check();
    await form.getByRole('button', { name: '儲存' }).click();
    await expect(page.getByRole('alert')).toContainText(/還有 [1-9]\d* 位學生在學/);
    await form.getByRole('checkbox', { name: '關閉這所學校' }).uncheck();
    await form.getByRole('checkbox', { name: '國小' }).uncheck();
    await form.getByRole('checkbox', { name: '國中' }).check();
    await form.getByRole('button', { name: '儲存' }).click();
    await expect(page.getByRole('alert')).toContainText('目前學年度還有國小的班級');
    await expectGoodState(page);
  });
});

test('個資同意書: the next version is written, looked at and published', async ({ page, newVisitor, server, mailbox }) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await signsIn(page, OFFICER);
  await goesTo(page, '個資同意書');
  const first = row(page, '第 1 版');
  await expect(first).toContainText('目前生效');
  await expect(first.getByRole('cell').nth(2)).toHaveText('1');
  await expect(first.getByRole('cell').nth(3)).toHaveText('0');
  await expectGoodState(page);

  await test.step('one is read as parents read it', async () => {
    await first.getByRole('button', { name: /Tiếng Việt/ }).click();
    await expect(page.getByRole('dialog').locator('[lang="vi"]')).toBeVisible();
    await expectGoodState(page);
    await page.getByRole('dialog').getByRole('button', { name: '關閉' }).click();
  });

  await page.getByRole('button', { name: '公布新版本' }).click();
  const title = page.getByRole('textbox', { name: '標題（正體中文）' });
  const body = page.getByRole('textbox', { name: '內容（正體中文）' });
  await expect(page.getByRole('textbox', { name: '版本' })).toHaveValue('2');
  await expect(body).toHaveValue(/##/);

  await test.step('what is missing is said, and nothing typed is lost', async () => {
    await title.fill('');
    await page.getByRole('main').locator('summary').filter({ hasText: 'English' }).click();
    await page.getByRole('textbox', { name: '內容（English）' }).fill('New words.');
    await page.getByRole('button', { name: '預覽並公布' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: /標題（正體中文）/ })).toBeVisible();
    await expectGoodState(page);
    await title.fill('個資使用聲明');
    await body.fill('## 蒐集目的\n\n新的內容。\n\n1. 姓名\n2. 電話');
  });

  await test.step('somebody else was faster: the texts stay, the number counts on', async () => {
    await page.getByRole('button', { name: '預覽並公布' }).click();
    const dialog = page.getByRole('dialog', { name: '公布第 2 版同意書？' });
    await expect(dialog).toContainText('立即生效');
    await expect(dialog.getByRole('heading', { name: '蒐集目的' })).toBeVisible();
    await expect(dialog.getByRole('listitem').filter({ hasText: '電話' })).toBeVisible();
    await expectGoodState(page);
    const other = await newVisitor();
    await signsIn(other, OFFICER);
    const published = await other.request.post('/api/v1/consent-documents', {
      headers: { Origin: server.url },
      data: { version: 2, texts: [{ language: 'zh-TW', title: '搶先', body: '搶先。' }] },
    });
    expect(published.status()).toBe(201);
    await dialog.getByRole('button', { name: '公布第 2 版' }).click();
    await expect(page.getByRole('alert').filter({ hasText: '剛剛由其他人公布' })).toBeVisible();
    await expect(page.getByRole('textbox', { name: '版本' })).toHaveValue('3');
    await expect(body).toHaveValue(/新的內容/);
    await expectGoodState(page);
  });

  await page.getByRole('button', { name: '預覽並公布' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '公布第 3 版' }).click();
  await expect(page.getByRole('status').filter({ hasText: '已公布第 3 版' })).toBeVisible();
  await expect(row(page, '第 3 版')).toContainText('賴建宏');
  await expectGoodState(page);
  const current = await page.request.get('/api/v1/consent-documents/current');
  expect(((await current.json()) as { body: string }).body).toContain('新的內容。');
});

test('個資同意書: what was typed waits for whoever signs in again', async ({ page }) => {
  await signsIn(page, OFFICER);
  await goesTo(page, '個資同意書');
  await page.getByRole('button', { name: '公布新版本' }).click();
  await page.getByRole('textbox', { name: '內容（正體中文）' }).fill('一字一句寫下來的。');
  await page.getByRole('button', { name: '預覽並公布' }).click();
  await page.context().clearCookies();
  await page.getByRole('dialog').getByRole('button', { name: '公布第 2 版' }).click();
  await expect(page).toHaveURL('/sign-in');
  await page.getByRole('textbox', { name: '帳號' }).fill(OFFICER);
  await page.getByLabel('密碼', { exact: true }).fill(DEMO_PASSWORD);
  await page.getByRole('main').getByRole('button', { name: '登入' }).click();
  await expect(page).toHaveURL('/bureau/consents');
  await expect(page.getByRole('textbox', { name: '內容（正體中文）' })).toHaveValue('一字一句寫下來的。');
  await expectGoodState(page);
});

test('重複身分: side by side, one of two accounts stays', async ({ page, server, mailbox }) => {
  const again: Person = { ...wang, nationalId: li.nationalId };
  const session = await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await approveByApi(server.url, homeroomTeacherOf('王小明'));
  await applyByApi(server.url, mailbox, again, '王大恩', 'father', session);
  await approveByApi(server.url, homeroomTeacherOf('王大恩'));

  await signsIn(page, OFFICER);
  await goesTo(page, '重複身分');
  const pair = page.getByRole('region', { name: '王大明' });
  await expect(async () => {
    await page.reload();
    await expect(pair).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(pair.getByRole('heading', { name: '帳號 2' })).toBeVisible();
  await expect(pair).toContainText('A12****789');
  await expect(pair).toContainText('B15****305');
  await expectGoodState(page);

  await pair.getByRole('button', { name: '登記查證結果' }).click();
  const dialog = page.getByRole('dialog', { name: '王大明：登記查證結果' });
  await dialog.getByRole('button', { name: '登記查證結果' }).click();
  await expect(dialog.getByRole('alert')).toContainText('選擇查證的結果');
  await dialog.getByRole('radio', { name: /^不同的人/ }).check();
  await dialog.getByRole('textbox', { name: '正確的證號' }).fill('A123456788');
  await dialog.getByRole('button', { name: '登記查證結果' }).click();
  await expect(dialog.getByRole('textbox', { name: '正確的證號' })).toHaveAttribute('aria-invalid', 'true');
  await expectGoodState(page);
  await dialog.getByRole('radio', { name: /^同一個人/ }).check();
  await dialog.getByRole('combobox', { name: '關閉的帳號' }).selectOption({ index: 0 });
  await dialog.getByRole('button', { name: '登記查證結果' }).click();
  await expect(dialog.getByRole('alert')).toContainText('不同的另一個');
  await dialog.getByRole('combobox', { name: '關閉的帳號' }).selectOption({ index: 1 });
  await expectGoodState(page);
  await dialog.getByRole('button', { name: '登記查證結果' }).click();
  await expect(page.getByRole('status').filter({ hasText: '已登記王大明的查證結果' })).toBeVisible();
  await expect(page.getByText('沒有需要查證的人')).toBeVisible();
  await page.getByRole('combobox', { name: '類型' }).selectOption('家長帳號和學生同證號');
  await expect(page.getByText('沒有需要查證的人')).toBeVisible();
  await expectGoodState(page);
});

function row(page: Page, name: string) {
  return page.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
}
