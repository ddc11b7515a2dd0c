import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import type { Mailbox } from '../support/mailbox.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { ji, lin, nguyen, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

async function fourApply(serverUrl: string, mailbox: Mailbox): Promise<void> {
  await applyByApi(serverUrl, mailbox, wang, '王小明', 'father');
  await applyByApi(serverUrl, mailbox, lin, '王小明', 'mother');
  await applyByApi(serverUrl, mailbox, ji, '𠮷宥辰', 'father');
  await applyByApi(serverUrl, mailbox, nguyen, '阮明安', 'mother');
}

test('a teacher finds applications by their columns, and the address keeps what was asked', async ({
  page,
  server,
  mailbox,
}) => {
  await fourApply(server.url, mailbox);
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.seesRows(4);

  await test.step('by texts, which add up', async () => {
    await teacher.filters('學生', '王小', 2);
    await teacher.filters('申請人', '林', 1);
    await page.reload();
    await teacher.seesLeft(1);
    await expect(await teacher.filter('申請人')).toHaveValue('林');
    await page.goBack();
    await teacher.seesLeft(2);
    await expect(await teacher.filter('申請人')).toHaveValue('');
  });

  await test.step('nothing is left, and the way out is there', async () => {
    await teacher.filters('學號', '９９９', 0);
    await expect(page.getByRole('heading', { name: '沒有符合篩選條件的案件' })).toBeVisible();
    await page.locator('.empty').getByRole('link', { name: '清除篩選' }).click();
    await teacher.seesRows(4);
    for (const column of ['學號', '學生', '申請人']) await expect(await teacher.filter(column)).toHaveValue('');
  });

  await test.step('a whole ID number is masked before it is anywhere', async () => {
    await teacher.filters('身分證', wang.nationalId, 1);
    expect(page.url()).not.toContain(wang.nationalId);
    await expect(await teacher.filter('身分證')).toHaveValue('A12****789');
    await page.getByRole('status').getByRole('link', { name: '清除篩選' }).click();
    await teacher.seesRows(4);
  });

  await test.step('what can be no 座號 is said at its field, and leaves the rows alone', async () => {
    const seat = await teacher.filter('座號');
    for (const typed of ['abc', '99999']) {
      await seat.fill(typed);
      await seat.press('Enter');
      await expect(seat).toHaveAttribute('aria-invalid', 'true');
      await teacher.seesRows(4);
    }
    await expect(page.getByRole('alert').filter({ hasText: '座號只填數字', visible: true })).toBeVisible();
    await teacher.filters('座號', '５', 1);
    await expect(seat).not.toHaveAttribute('aria-invalid', 'true');
    await seat.fill('');
    await seat.press('Enter');
    await teacher.seesRows(4);
  });

  await test.step('by a choice and by days', async () => {
    await (await teacher.filter('關係')).selectOption('母親');
    await teacher.seesLeft(2);
    await (await teacher.filter('提出時間 起')).fill('2099-01-01');
    await teacher.seesLeft(0);
    await (await teacher.filter('提出時間 起')).fill('');
    await teacher.seesLeft(2);
  });

  await test.step('the other tab has filters of its own', async () => {
    await page.getByRole('link', { name: '已審核案件' }).click();
    await teacher.seesLeft(0);
    await expect(await teacher.filter('審核結果')).toBeVisible();
    await page.locator('.empty').getByRole('link', { name: '清除篩選' }).click();
    await expect(page.getByRole('heading', { name: '還沒有審核過的案件' })).toBeVisible();
    await expectGoodState(page);
  });
});

test('a filter is asked for when a composed character is whole, not before', async ({ page, server, mailbox }) => {
  await fourApply(server.url, mailbox);
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  const field = await teacher.filter('學生');
  const address = page.url();
  const cdp = await page.context().newCDPSession(page);
  await field.focus();
  await cdp.send('Input.imeSetComposition', { text: 'ㄨㄤˊ', selectionStart: 3, selectionEnd: 3 });
  await expect(field).toHaveValue('ㄨㄤˊ');
  expect(page.url()).toBe(address);
  await cdp.send('Input.insertText', { text: '王' });
  await expect(field).toHaveValue('王');
  await page.keyboard.press('Enter');
  await teacher.seesLeft(2);
  await expect(field).toBeFocused();
});

test('every heading that can sort does, up and down', async ({ page, server, mailbox }) => {
  await fourApply(server.url, mailbox);
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  const isPhone = (page.viewportSize()?.width ?? 0) < 768;
  const sort = (column: string, order: string) =>
    isPhone
      ? page.getByRole('combobox', { name: '排序' }).selectOption(`${column}，${order}`)
      : page.getByRole('columnheader', { name: column }).getByRole('button').click();
  await expect.poll(() => teacher.students()).toEqual(['王小明', '王小明', '𠮷宥辰', '阮明安']);
  // By 座號 where nothing else tells them apart.
  const [ming, you, an] = ['王小明', '𠮷宥辰', '阮明安'];
  const orders: [string, string[], string[]][] = [
    ['學號', [ming, ming, you, an], [an, you, ming, ming]],
    ['學生', [ming, ming, an, you], [you, an, ming, ming]],
    ['關係', [ming, you, ming, an], [ming, an, ming, you]],
    ['申請人', [ming, ming, an, you], [you, an, ming, ming]],
    ['MAIL', [you, ming, an, ming], [ming, an, ming, you]],
    ['提出時間', [ming, ming, you, an], [an, you, ming, ming]],
    ['座號', [ming, ming, you, an], [an, you, ming, ming]],
  ];
  for (const [column, up, down] of orders) {
    await sort(column, '由小到大');
    await expect(page).toHaveURL(/descending=false/);
    await expect.poll(() => teacher.students(), { message: `${column} up` }).toEqual(up);
    await sort(column, '由大到小');
    await expect(page).toHaveURL(/descending=true/);
    await expect.poll(() => teacher.students(), { message: `${column} down` }).toEqual(down);
  }
  // All are alike in these.
  for (const column of ['審核結果', '單一身分驗證帳號']) {
    await sort(column, '由小到大');
    await expect(page).toHaveURL(/descending=false/);
    await expect.poll(() => teacher.students(), { message: column }).toEqual([ming, ming, you, an]);
  }
  await expectGoodState(page);
});
