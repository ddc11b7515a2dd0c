import { readFile } from 'node:fs/promises';
import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import { losesTheAnswer } from '../support/network.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { teacherLin, wang } from '../support/people.ts';
import { DEMO_PASSWORD } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

const PASSWORD = '梅花鹿 rides a slow train';

test('a teacher with an account of their own adds a child without a code, and gives it up again', async ({
  page,
  server,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, teacherLin);
  const guardian = new Guardian(page);
  const main = page.getByRole('main');
  let reference = '';

  await test.step('the four steps without a code and without data of their own', async () => {
    await page.goto('/children');
    await guardian.entersThePassword(teacherLin.email, DEMO_PASSWORD);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('審核家長親子連結申請');
    await page.goto('/children');
    await parent.seesPage('children.title');
    await parent.press('children.add');
    await parent.seesPage('students.title');
    await expect(page.getByRole('banner').getByRole('button', { name: '登出' })).toBeVisible();
    await page.goto('/');
    await page.getByRole('banner').getByRole('link', { name: '我的孩子' }).click();
    await parent.seesPage('children.title');
    await parent.press('children.add');
    await parent.seesPage('students.title');
    await parent.addsChild('王大恩', 'mother');
    await parent.acceptsTheConsent();
    await expect(main).toContainText('您已登入，這次申請會綁定到您的帳號');
    await expect(main).toContainText('林○惠');
    await expect(page.getByRole('textbox')).toHaveCount(0);
    await page.getByRole('link', { name: parent.t('action.next') }).click();
    await parent.seesPage('check.title');
    await parent.checksTheAnswers(['王○恩', '林○惠']);
    await parent.signsByHand();
    reference = await parent.sends();
    await parent.seesNextStep('完成綁定', '審核通過後，孩子會出現在「我的孩子」');
    await expect(main, 'there is an account').not.toContainText(/建立帳號|登入說明/);
    await main.getByRole('link', { name: '我的孩子' }).click();
    await parent.seesPage('children.title');
  });

  await test.step('it is under way, then bound', async () => {
    await parent.seesProgress('王大恩', ['待審核', '完成綁定']);
    await expect(main).not.toContainText(/建立帳號|登入說明/);
    await parent.seesProgress('王大恩', ['待審核']);
    await parent.downloadsTheForm('王大恩', reference);
    await approveByApi(server.url, homeroomTeacherOf('王大恩'));
    await expect(async () => {
      await page.reload();
      await expect(main.getByRole('listitem').filter({ hasText: '王大恩' })).toContainText('已綁定', { timeout: 1_000 });
    }).toPass();
    await expectGoodState(page);
  });

  await test.step('giving it up is asked once more, and said', async () => {
    await page.getByRole('link', { name: /解除綁定.*王大恩/ }).click();
    await parent.seesPage('unbind.unbind');
    await expect(main).toContainText('解除和 王大恩 的綁定？');
    await losesTheAnswer(page, '**/api/v1/bindings/*');
    await page.getByRole('button', { name: '解除 王大恩 的綁定' }).click();
    await expect(main).toContainText('目前沒有網路連線');
    await page.getByRole('button', { name: '解除 王大恩 的綁定' }).click();
    await parent.seesPage('children.title');
    await expect(page.getByRole('status').filter({ hasText: '已解除和 王大恩 的綁定' })).toBeVisible();
    await expect(main.getByRole('listitem').filter({ hasText: '王大恩' })).toHaveCount(0);
  });

  await test.step('signing out within the four steps', async () => {
    await parent.press('children.add');
    await parent.seesPage('students.title');
    await guardian.signsOut();
  });
});

test('who is signed in and does not agree has left the four steps, not the account', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, teacherLin);
  await new Guardian(page).signsInAt(teacherLin.email, DEMO_PASSWORD, '/children', 'children.title');
  await parent.press('children.add');
  await parent.addsChild('王大恩', 'mother');
  await parent.press('action.next');
  await parent.press('consent.refuse');
  await page.getByRole('dialog').getByRole('button', { name: '不同意並退出' }).click();
  await parent.seesPage('refused.title');
  expect((await page.request.get('/api/v1/applicant-sessions/current')).status()).toBe(401);
  await page.goto('/children');
  await parent.seesPage('children.title');
});

test('the own account: name, number, devices', async ({ page, newVisitor, mailbox }) => {
  const parent = new Parent(page, mailbox, teacherLin);
  const guardian = new Guardian(page);
  const other = await newVisitor();
  await guardian.signsInAt(teacherLin.email, DEMO_PASSWORD, '/account', 'own.title');
  await new Guardian(other).signsInAt(teacherLin.email, DEMO_PASSWORD, '/account', 'own.title');

  await test.step('the name that is shown', async () => {
    await page.getByRole('button', { name: /修改.*顯示名稱/ }).click();
    await parent.field('own.name').fill('');
    await parent.press('own.save');
    await parent.isToldAtTheField('own.name', '這一欄還沒填');
    await parent.field('own.name').fill('林淑惠老師');
    await parent.press('own.save');
    await expect(page.getByRole('status').filter({ hasText: '已儲存' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('林淑惠老師');
    await parent.seesPage('own.title');
  });

  await test.step('another number is proved by a code, and allowed by the password', async () => {
    await page.getByRole('button', { name: /修改.*行動電話/ }).click();
    await parent.field('own.new_mobile').fill('0987-654-312');
    await parent.press('contact.send');
    await expect(page.getByRole('main'), 'however it was typed').toContainText('0987-654-312');
    await page.getByRole('button', { name: /^修改/ }).click();
    await expect(parent.field('own.new_mobile')).toHaveValue('0987654312');
    await expect(page.getByRole('main')).toContainText('登入帳號不變');
    await parent.field('own.new_mobile').fill('0987 654 321');
    await parent.press('contact.send');
    await parent.seesPage('own.title');
    await parent.press('code.resend');
    await expect(page.getByRole('status').filter({ hasText: /再等 \d+ 秒就可以重新傳送/ })).toBeAttached();
    await page.getByText('沒有收到驗證碼？').click();
    await expect(page.getByText('確認 0987-654-321 沒有打錯')).toBeVisible();
    await expectGoodState(page);
    const code = await mailbox.nextCode('0987654321');
    await page.getByLabel('目前的密碼', { exact: true }).fill(DEMO_PASSWORD);
    await parent.entersCodeToSave(code === '000000' ? '111111' : '000000');
    await parent.isToldAtTheField('code.label', '驗證碼和收到的不同');
    await expect(parent.field('code.label'), 'to begin anew').toHaveValue('');
    await page.getByLabel('目前的密碼', { exact: true }).fill('');
    await parent.field('code.label').fill(code);
    await parent.press('own.save');
    await parent.isToldOnTop('這一欄還沒填');
    await page.getByLabel('目前的密碼', { exact: true }).fill(DEMO_PASSWORD);
    await parent.press('own.save');
    await expect(page.getByRole('main')).toContainText('0987-654-321');
    await parent.seesPage('own.title');
  });

  await test.step('what another e-mail address brings with it is said beforehand', async () => {
    await page.getByRole('button', { name: /修改.*電子信箱/ }).click();
    await expect(page.getByRole('main')).toContainText(`目前使用：${teacherLin.email}`);
    await expect(page.getByRole('main')).toContainText('之後用新的信箱登入');
    await expect(page.getByRole('main')).toContainText('其他裝置會登出');
    await expectGoodState(page);
    await parent.press('action.cancel');
  });

  await test.step('the other device is signed out, and comes back to its page', async () => {
    await page.reload();
    const devices = page.getByRole('region', { name: '登入中的裝置' }).getByRole('listitem');
    await expect(devices).toHaveCount(2);
    await devices.getByRole('button', { name: '登出' }).click();
    await expect(devices).toHaveCount(1);
    await expect(page.locator(':focus')).toContainText('已登出：');
    await other.getByRole('button', { name: /修改.*顯示名稱/ }).click();
    await other.getByRole('button', { name: '儲存' }).click();
    await expect(other).toHaveURL('/sign-in');
    await expect(other.getByText('重新登入後會回到原來的頁面')).toBeVisible();
    await new Guardian(other).entersThePassword(teacherLin.email, DEMO_PASSWORD);
    await expect(other.getByRole('heading', { level: 1 })).toHaveText('我的帳號');
  });

  await test.step('everywhere at once', async () => {
    await parent.press('own.everywhere');
    const dialog = page.getByRole('dialog', { name: '登出所有裝置？' });
    await expect(dialog).toContainText('這台和其他裝置都會立即登出');
    await expectGoodState(page);
    await dialog.getByRole('button', { name: '取消' }).click();
    await expect(dialog).toBeHidden();
    await parent.press('own.everywhere');
    await dialog.getByRole('button', { name: '登出所有裝置' }).click();
    await parent.seesPage('home.title');
    await expect(page.getByText('已登出所有裝置')).toBeVisible();
    await expect(page.getByRole('banner').getByRole('link', { name: '登入' })).toBeVisible();
    await other.goto('/account');
    await expect(other).toHaveURL('/sign-in');
  });
});

test('the consent is read again, and taken back: what rested on it ends', async ({ page, server, mailbox }) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await approveByApi(server.url, homeroomTeacherOf('王小明'));
  const link = /\/activate#\S+/.exec((await mailbox.next(wang.email)).text)?.[0] ?? '';
  const parent = new Parent(page, mailbox, wang);
  await page.goto(link);
  await page.getByLabel('新密碼', { exact: true }).fill(PASSWORD);
  await parent.press('account.save_password');
  await parent.seesPage('children.title');
  await page.getByRole('link', { name: '個資與同意' }).click();
  await parent.seesPage('privacy.title');

  const main = page.getByRole('main');
  await expect(main).toContainText('已同意');
  await expect(main).toContainText('以電子信箱驗證，w***@example.com');
  await expect(main).toContainText('學生：王○明');
  await page.getByText('看聲明內容').click();
  await expect(main.getByText('蒐集')).not.toHaveCount(0);
  await parent.press('privacy.withdraw');
  const dialog = page.getByRole('dialog', { name: '撤回這次同意？' });
  await expect(dialog).toContainText('立即解除綁定');
  await expect(dialog, 'whom it is about').toContainText('學生：王○明');
  await expectGoodState(page);
  await losesTheAnswer(page, '**/withdrawals');
  await dialog.getByRole('button', { name: '撤回同意' }).click();
  await expect(main).toContainText('目前沒有網路連線');
  await parent.press('privacy.withdraw');
  await dialog.getByRole('button', { name: '撤回同意' }).click();
  await expect(main, 'it was withdrawn at the first try').toContainText('已撤回');
  await expect(main).toContainText('這次同意不再用於這些學生的綁定或申請：王○明');
  await expect(dialog).toBeHidden();
  await expect(page.locator(':focus'), 'what had the focus is gone').toHaveText('已撤回同意。');
  await parent.seesPage('privacy.title');

  await test.step('a copy of the own data is a file, and deletion can be asked for', async () => {
    await parent.press('privacy.download');
    const copying = page.getByRole('dialog', { name: '下載我的資料' });
    const password = page.getByLabel('目前的密碼', { exact: true });
    await copying.getByRole('button', { name: '下載' }).click();
    await parent.isToldOnTop('這一欄還沒填');
    await password.fill('not the password');
    await password.press('Enter');
    await parent.isToldOnTop('和目前的密碼不同');
    await password.fill(PASSWORD);
    const [copy] = await Promise.all([
      page.waitForEvent('download'),
      copying.getByRole('button', { name: '下載' }).click(),
    ]);
    expect(copy.url(), 'an address of the server, which every browser saves').toContain('/api/v1/accounts/me/data-copies/');
    expect(copy.suggestedFilename()).toBe('kinbind-personal-data.json');
    expect(JSON.parse(await readFile(await copy.path(), 'utf8'))).toMatchObject({ account: { name: wang.name } });
    await expect(copying).toBeHidden();
    await expect(page.locator(':focus')).toHaveText('資料已開始下載。');
    await parent.seesPage('privacy.title');
    await parent.press('privacy.delete');
    const sure = page.getByRole('dialog', { name: '請求刪除個人資料？' });
    await expect(sure).toContainText('30 天內');
    await expectGoodState(page);
    await password.fill(PASSWORD);
    await losesTheAnswer(page, '**/deletion-requests');
    await sure.getByRole('button', { name: '請求刪除' }).click();
    await expect(sure).toContainText('目前沒有網路連線');
    await sure.getByRole('button', { name: '請求刪除' }).click();
    await expect(main, 'it was asked for at the first try').toContainText('提出刪除請求');
    await expect(sure).toBeHidden();
    await parent.seesPage('privacy.title');
    await expect(page.locator(':focus')).toHaveText('已提出刪除請求。');
    await parent.press('privacy.take_back');
    await expect(page.getByRole('button', { name: '請求刪除' })).toBeVisible();
    await expect(page.locator(':focus')).toHaveText('已收回刪除請求。');
  });

  await page.getByRole('link', { name: '我的孩子' }).click();
  await parent.seesPage('children.title');
  await expect(page.getByText('還沒有綁定的孩子')).toBeVisible();
  await page.goto('/progress');
  await parent.seesProgress('王小明', ['已結束', '綁定已結束']);
});
