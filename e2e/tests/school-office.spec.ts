import { request } from '@playwright/test';
import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf, schoolmatesOf, student } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { li, wang } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { goesTo, signsIn } from '../support/staff.ts';
import { Parent } from '../support/parent.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, OFFICER, testWithOfficer as test } from '../support/test.ts';

const child = '王小明';
const registrar = 'hsu@school.example.tw';
/** What a mail server says of an address that it doesn't know. */
const BOUNCE_TOKEN = 'a-token-of-thirty-two-characters';

test.use({ settings: { KINBIND_MAIL_BOUNCE_TOKEN: BOUNCE_TOKEN } });

test('a school wants the signed paper, has a mail that came back sent again, and the bureau counts', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  await grantRole(server.url, registrar, 'registrar', student(child).schoolCode);

  await test.step('學校設定: what is wrong is said at its field, what is right is kept', async () => {
    await signsIn(page, registrar);
    await goesTo(page, '學校設定與通知');
    await expectGoodState(page);
    await page.getByRole('checkbox', { name: /紙本申請書/ }).check();
    const binding = page.getByRole('group', { name: '綁定問題' });
    await binding.getByRole('textbox', { name: '單位' }).fill('教務處註冊組');
    await page.getByRole('button', { name: '儲存' }).click();
    await expect(page.getByRole('alert').getByRole('link', { name: '綁定問題的電話' })).toBeVisible();
    await expectGoodState(page);
    await binding.getByRole('textbox', { name: '電話' }).fill('02-2797-7035 轉 823');
    await page.getByRole('button', { name: '儲存' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已儲存' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('checkbox', { name: /紙本申請書/ })).toBeChecked();
    await expect(binding.getByRole('textbox', { name: '電話' })).toHaveValue('02-2797-7035 轉 823');
  });

  await test.step('a parent whose child isn’t found reads whom to call', async () => {
    const parent = new Parent(await newVisitor(), mailbox, li);
    await parent.provesTheAddress();
    await parent.fillsInChild(child, 'father');
    await parent.page.getByRole('textbox', { name: '學生身分證字號或居留證號' }).fill('A234567893');
    await parent.page.getByRole('button', { name: '驗證並加入' }).click();
    const popup = parent.page.waitForEvent('popup');
    await parent.page.getByRole('link', { name: '查看學校的聯絡電話' }).click();
    const contacts = await popup;
    await expect(contacts.getByRole('heading', { level: 1 })).toHaveText('學校聯絡方式');
    await expect(contacts.getByRole('link', { name: '02-2797-7035 轉 823' })).toHaveAttribute('href', 'tel:02-2797-7035');
    await expectGoodState(contacts);
  });

  await test.step('one who applied reads where the signed paper goes, on the page and in the mail', async () => {
    const parent = new Parent(await newVisitor(), mailbox, wang);
    await parent.page.context().addCookies(await applyByApi(server.url, mailbox, wang, child, 'father'));
    await parent.page.goto('/progress');
    await expect(parent.page.getByRole('heading', { name: '市立內湖國小要收簽名的紙本申請書' })).toBeVisible();
    await expect(parent.page.getByText('確認有簽名，交給教務處註冊組')).toBeVisible();
    await expect(parent.page.getByRole('heading', { name: '市立內湖國小聯絡方式' })).toBeVisible();
    await expectGoodState(parent.page);
    expect((await mailbox.receipt(wang.email)).text).toContain('交給教務處註冊組（電話 02-2797-7035 轉 823）');
  });

  await test.step('a mail that came back is sent again', async () => {
    const received = await mailbox.receipt(wang.email);
    const api = await request.newContext({ baseURL: server.url });
    const report = await api.post('/api/v1/mail-bounces', {
      headers: { Authorization: `Bearer ${BOUNCE_TOKEN}` },
      data: { message_id: `<${received.id}@kinbind.test>`, status: '5.1.1' },
    });
    expect(report.status()).toBe(204);
    await api.dispose();
    await page.reload();
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: child }) });
    await expect(row).toContainText('信件被退回');
    await expectGoodState(page);
    await row.getByRole('button', { name: '再寄一次' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已重新寄給' })).toBeVisible();
    await expect(page.getByText('目前沒有寄不到的通知信')).toBeVisible();
    await page.getByRole('button', { name: '寄出提醒' }).click();
    await expect(page.getByText('目前沒有需要提醒的人')).toBeVisible();
    await expectGoodState(page);
  });

  await test.step('without the paper nothing is approved', async () => {
    const teacher = new Teacher(await newVisitor(), homeroomTeacherOf(child));
    await teacher.signsIn();
    await teacher.seesPending(child, ['紙本未繳回']);
    await teacher.selects([child]);
    await teacher.asksToApprove();
    await expect(teacher.page.getByRole('dialog')).toContainText('其中 1 筆的紙本還沒有繳回');
    await teacher.page.getByRole('dialog').getByRole('button', { name: '先不要' }).click();
    await teacher.confirmsApproval([child]);
    await teacher.seesResult('1 筆沒有通過，0 筆已通過');
    await expect(teacher.page.getByText('要先收到簽名的紙本申請書')).toBeVisible();
    await teacher.page.getByRole('button', { name: '登記紙本已繳回' }).click();
    await teacher.seesPending(child, ['紙本已繳回']);
    await expectGoodState(teacher.page);
    const { page: list } = teacher;
    const grid = teacher.classAddress();
    await list.goto(`${grid}/students?state=in_review`);
    await list.getByRole('button', { name: /取消紙本已繳回/ }).click();
    await expect(list.getByText('紙本未繳回', { exact: true })).toBeVisible();
    await expectGoodState(list);
    await list.getByRole('button', { name: /登記紙本已繳回/ }).click();
    await expect(list.getByText('紙本已繳回', { exact: true })).toBeVisible();
    await list.goto(grid);
    await teacher.approves([child]);
  });

  await test.step('全市普查進度', async () => {
    const officer = await newVisitor();
    await signsIn(officer, OFFICER);
    await goesTo(officer, '全市普查進度');
    // 學生數, 已綁定, 審核中, 退回, 不同意, 尚未申請, 綁定率: each number stands in words beside its bar.
    // On a phone, what its column is called stands before it.
    const row = (name: string) =>
      officer.getByRole('row').filter({ has: officer.getByRole('rowheader', { name: new RegExp(`(^| )${name}$`) }) });
    const numbers = async (name: string) => {
      const cells = (await row(name).getByRole('cell').allInnerTexts()).map((text) => Number.parseInt(text, 10));
      const [students = NaN, bound = NaN, inReview = NaN, returned = NaN, refused = NaN, none = NaN, share = NaN] = cells;
      expect(bound + inReview + returned + refused + none, name).toBe(students);
      expect(share, name).toBe(Math.floor((100 * bound) / students));
      return { students, bound };
    };
    await expect(row('全市')).toBeVisible();
    const city = await numbers('全市');
    const levels = [await numbers('國小'), await numbers('國中'), await numbers('高中')];
    expect(levels.reduce((sum, level) => sum + level.students, 0)).toBe(city.students);
    await officer.getByRole('combobox', { name: '統計方式' }).selectOption('學校');
    await officer.getByRole('combobox', { name: '行政區' }).selectOption('內湖區');
    await expect(row('全市')).toHaveCount(0);
    const school = await numbers('市立內湖國小（國小）');
    const mates = schoolmatesOf(child).length;
    expect(school.students).toBe(mates);
    expect(school.bound).toBeGreaterThan(0);
    const district = await numbers('內湖區');
    // All of the demo city's classes are there.
    expect(district.students).toBe(city.students);
    await expect(officer.getByRole('region', { name: '最近 30 天' }).getByRole('rowheader').first()).toBeVisible();
    await expectGoodState(officer);
  });
});
