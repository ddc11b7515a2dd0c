import { student } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import { stalls } from '../support/network.ts';
import { expectGoodState, keptInTheTab } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { inkOf } from '../support/signature.ts';
import { expect, test } from '../support/test.ts';
import type { Page } from '@playwright/test';

const WRONG_CHECKSUM = 'F123654789';

test.describe('the code', () => {
  test('an address that cannot be one is named at its field', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await page.goto('/apply');
    await parent.sendsAddress('wang.daming');
    await parent.isToldAtTheField('contact.address', '電子信箱的格式是 name@example.tw');
  });

  test('a wrong code is named at its field, and the right one still works', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.asksForACode();
    const code = await mailbox.nextCode(wang.email);
    await parent.entersCode('12345');
    await parent.isToldAtTheField('code.label', '格式和說明不同，對照說明修改');
    await parent.entersCode(otherThan(code));
    await parent.isToldAtTheField('code.label', '驗證碼和收到的不同');
    await parent.entersCode(`${fullWidth(code.slice(0, 3))}-${code.slice(3)} `);
    await parent.seesPage('students.title');
  });

  test('five wrong codes end it, even for the right one', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.asksForACode();
    const code = await mailbox.nextCode(wang.email);
    for (let tries = 1; tries <= 5; tries++) {
      const answer = page.waitForResponse(/\/attempts$/);
      await parent.entersCode(otherThan(code));
      await answer;
      // Until the answer is read, a further press is the same one.
      await expect(page.locator('.btn--busy')).toHaveCount(0);
    }
    await parent.entersCode(code);
    await parent.isToldAtTheField('code.label', '這組驗證碼不能再用，重新取得一組');
    await expect(page).toHaveURL(/\/apply\/code$/);
    await page.reload();
    await expect(page.getByText('這組驗證碼已失效')).toBeVisible();
    await expect(page.getByText('以前有效'), 'it is over').toBeHidden();
  });

  test('a new code begins anew: nothing of the one before stays', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    const requests = '**/api/v1/contact-verifications';
    // Within a minute the real one sends no other.
    await page.route(requests, async (route) => {
      const first = await route.fetch();
      const verification = (await first.json()) as { id: string };
      await route.fulfill({ response: first, json: { ...verification, resend_at: '2020-01-01T00:00:00Z' } });
      await page.unroute(requests);
      await page.route(requests, (again) => {
        const other = { ...verification, id: '00000000-0000-7000-8000-000000000001', expires_at: '2099-01-01T04:34:00Z' };
        return again.fulfill({ status: 201, json: other });
      });
    });
    await parent.asksForACode();
    await parent.entersCode(otherThan(await mailbox.nextCode(wang.email)));
    await parent.isToldAtTheField('code.label', '驗證碼和收到的不同');
    await parent.press('code.resend');
    await expect(page.getByText('前一組不能再用')).toBeVisible();
    await expect(parent.summary()).toHaveCount(0);
    await expect(parent.field('code.label')).toHaveValue('');
    await expect(page.locator('.code-input__boxes')).toHaveText('');
    await expect(page.getByText('驗證碼在 12:34 以前有效。')).toBeVisible();
    await parent.seesPage('code.title');
  });

  test('a connection that stalls is told like one that is down, and can be tried again', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await page.clock.install();
    await page.goto('/apply');
    await stalls(page, '**/contact-verifications');
    await parent.sendsAddress(wang.email);
    const button = page.getByRole('button', { name: parent.t('contact.send') });
    await expect(button).toHaveAttribute('aria-busy', 'true');
    await page.clock.runFor('00:31');
    await parent.isToldOnTop('目前沒有網路連線');
    await expect(button).not.toHaveAttribute('aria-busy');
    await parent.press('contact.send');
    await parent.seesPage('code.title');
  });

  test('another code too soon is refused with the time to wait, which is counted down', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    const told = page.getByRole('status').filter({ hasText: '重新傳送' });
    await page.clock.install();
    await parent.asksForACode();
    const seen = page.locator('[aria-hidden=true]').filter({ hasText: /^再等 \d+ 秒就可以重新傳送。$/ });
    await expect(seen).toBeVisible();
    await expect(told, 'counting is not told').toHaveCount(0);
    await parent.press('code.resend');
    await expect(told).toHaveText(/^再等 \d+ 秒就可以重新傳送。$/);
    await page.clock.runFor(61_000);
    await expect(seen).toHaveCount(0);
    await expect(told).toHaveText('現在可以重新傳送驗證碼。');
    await expect(told).toBeVisible();
    await parent.seesPage('code.title');
  });
});

test.describe('the child', () => {
  test('an empty form names every field that is missing', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.provesTheAddress();
    await parent.press('student.verify');
    await parent.isToldOnTop('您與學生的關係：選擇一種關係');
    await expect(parent.summary().getByRole('listitem')).toHaveCount(4);
    await parent.isToldAtTheField('student.national_id', '這一欄還沒填');
  });

  test('a mistyped ID is named at its field, and checked again when it is left', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.provesTheAddress();
    await parent.fillsInChild('王小明', 'father');
    await parent.field('student.national_id').fill(WRONG_CHECKSUM);
    await parent.press('student.verify');
    await parent.isToldAtTheField('student.national_id', '號碼的檢查碼不符，對照證件再看一次');
    await parent.field('student.national_id').fill(student('王小明').nationalId);
    await parent.field('student.national_id').blur();
    await expect(parent.field('student.national_id')).not.toHaveAccessibleDescription(/對照證件再看一次/);
  });

  test('a child at another school is not found, and which of the two was wrong is not said', async ({
    page,
    mailbox,
  }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.provesTheAddress();
    await parent.fillsInChild('王小明', 'father');
    await parent.choosesSchool('市立東湖國小');
    await parent.press('student.verify');
    await parent.isToldOnTop('沒有找到這位學生。可能是證號或學校不同，或是新生資料還沒建檔');
    await expect(page.getByRole('main')).not.toContainText('王○明');
  });

  test('the same child twice is named at its field, and nothing is looked up', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.provesTheAddress();
    await parent.addsChild('王小明', 'father');
    await parent.fillsInChild('王小明', 'mother');
    await parent.field('student.national_id').fill(student('王小明').nationalId.toLowerCase());
    const lookUps: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/student-lookups')) lookUps.push(request.url());
    });
    await parent.press('student.verify');
    await parent.isToldAtTheField('student.national_id', '這位學生已經在名單裡，不用再加一次');
    await parent.press('action.cancel');
    await expect(parent.childCard('王小明')).toHaveCount(1);
    expect(lookUps).toEqual([]);
  });

  test('the same child twice, around a reload that forgets its ID, is named at its field too', async ({
    page,
    mailbox,
  }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.provesTheAddress();
    await parent.addsChild('王小明', 'father');
    await page.reload();
    await parent.fillsInChild('王小明', 'mother');
    await parent.press('student.verify');
    await parent.isToldAtTheField('student.national_id', '這位學生已經在名單裡，不用再加一次');
    await parent.press('action.cancel');
    await expect(parent.childCard('王小明')).toHaveCount(1);
  });

  test('a second application for a child is refused and leads to the first one; its brother stays in the list', async ({
    page,
    mailbox,
  }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.appliesFor('王小明', 'father');
    await page.goto('/apply/students');
    await parent.seesPage('students.title');
    await parent.addsChild('王小明', 'father');
    await parent.addsChild('王大恩', 'father');
    await parent.acceptsTheConsent();
    await parent.fillsInOwnData();
    await parent.signsByHand();
    await parent.press('check.send');
    await parent.isToldThatItMayBeSent('王○明：您已經為這位學生送出申請或完成綁定');
    await parent.press('home.progress');
    await parent.seesPage('progress.title');
    await parent.seesProgress('王小明', ['待審核']);
    await page.getByRole('link', { name: '新增綁定學生' }).click();
    await parent.seesPage('students.title');
    await expect(parent.childCard('王大恩')).toBeVisible();
    await expect(parent.childCard('王小明')).toHaveCount(0);
  });

  test('what was said about a child goes with it, and the next one begins with the same relationship', async ({
    page,
    mailbox,
  }) => {
    const parent = new Parent(page, mailbox, wang);
    const added = page.getByRole('status').filter({ hasText: '已加入這位學生' });
    await parent.provesTheAddress();
    await parent.addsChild('王小明', 'father');
    await expect(added).toBeVisible();
    await parent.press('students.add');
    await expect(page.getByRole('radio', { name: parent.t('relationship.father'), exact: true })).toBeChecked();
    await expect(added).toBeHidden();
    await parent.press('action.cancel');
    await parent.addsChild('王大恩', 'father');
    await expect(added).toBeVisible();
    await page.getByRole('button', { name: /移除.*王○恩/ }).click();
    await expect(parent.childCard('王大恩')).toHaveCount(0);
    await expect(added).toBeHidden();
    await parent.seesPage('students.title');
  });

  test('a child that was added is changed in its place, and one that was removed comes back', async ({
    page,
    mailbox,
  }) => {
    const parent = new Parent(page, mailbox, wang);
    const main = page.getByRole('main');
    const cards = main.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^移除/ }) });
    await parent.provesTheAddress();
    await parent.addsChild('王小明', 'father');
    await parent.addsChild('王大恩', 'father');

    await page.getByRole('button', { name: /修改.*王○明/ }).click();
    await expect(main.getByRole('heading', { name: '王○明' })).toBeFocused();
    await parent.choose('relationship.mother');
    await parent.press('own.save');
    await expect(page.getByRole('status').filter({ hasText: '已儲存。' })).toBeVisible();
    await expect(cards).toContainText(['母親', '父親']);
    await parent.seesPage('students.title');

    await page.getByRole('button', { name: /移除.*王○明/ }).click();
    await expect(page.getByRole('status').filter({ hasText: '已移除 王○明。' })).toBeVisible();
    await expect(parent.heading(), 'what had the focus has gone').toBeFocused();
    await expect(cards).toContainText(['王○恩']);
    await parent.seesPage('students.title');
    await parent.press('students.undo');
    await expect(parent.heading()).toBeFocused();
    await expect(cards, 'where it stood').toContainText(['王○明', '王○恩']);
    await expect(main.getByRole('button', { name: '復原' })).toHaveCount(0);
    await parent.acceptsTheConsent();
  });

  test('what is said about a missing school goes when somebody types one', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    const school = page.getByRole('combobox', { name: parent.t('school.label') });
    await parent.provesTheAddress();
    await parent.press('student.verify');
    await expect(school).toHaveAccessibleDescription(/從清單中選擇一所學校/);
    await school.pressSequentially('內');
    await expect(school).not.toHaveAccessibleDescription(/從清單中選擇一所學校/);
    await expect(school).not.toHaveAttribute('aria-invalid', 'true');
    await school.press('Escape');
    await parent.press('student.verify');
    await expect(school, 'it still is').toHaveAccessibleDescription(/從清單中選擇一所學校/);
  });

  test('a child whose two places are taken sends the parent to the registry', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('陳品睿', 'father');
    await parent.fillsInOwnData();
    await parent.signsByHand();
    await parent.press('check.send');
    await parent.isToldOnTop('陳○睿：這位學生的兩個家長名額都已綁定，洽學校註冊組');
  });
});

test.describe('the parent', () => {
  test('an empty and a wrong field each say how to mend them', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.field('parent.national_id').fill(WRONG_CHECKSUM);
    await parent.press('parent.verify');
    await parent.isToldAtTheField('parent.national_id', '號碼的檢查碼不符，對照證件再看一次');
    await parent.field('parent.national_id').fill(student('王小明').nationalId);
    await parent.press('parent.verify');
    await parent.isToldAtTheField('parent.national_id', '家長和學生的證號相同，對照證件修改');
    await parent.identifies();
    const change = page.getByRole('button', { name: /修改.*家長身分證字號/ });
    await change.click();
    await expect(parent.field('parent.national_id')).toBeFocused();
    await expect(page.getByRole('main'), 'nothing was lost').not.toContainText('再填一次就能繼續');
    await expectGoodState(page);
    await parent.press('action.cancel');
    await expect(parent.heading()).toBeFocused();
    await expect(parent.field('parent.name')).toBeVisible();
    await change.click();
    await parent.identifies();
    await parent.field('parent.mobile').fill('02-29393651');
    await parent.press('action.next');
    await parent.isToldAtTheField('parent.name', '這一欄還沒填');
    await parent.isToldAtTheFieldToo('parent.mobile', '填寫 09 開頭的 10 位數行動電話號碼');

    await parent.field('parent.name').fill('王'.repeat(51));
    await parent.press('action.next');
    await parent.isToldAtTheField('parent.name', '最多 50 個字；證件上的姓名更長時，洽學校註冊組');
  });

  test('an e-mail address that was not verified is to be looked at twice', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.fillsInOwnData();
    const warning = page.getByText('還沒驗證過');
    await expect(warning).toBeHidden();
    await page.goBack();
    await parent.field('parent.email').fill('Wang.Damin@example.com');
    await parent.press('action.next');
    await parent.seesPage('check.title');
    await parent.checksTheAnswers(['wang.damin@example.com']);
    await expect(warning).toBeVisible();
    await parent.signsByHand();
    const ink = await inkOf(page);
    await rotates(page);
    await expect(page.getByText('已簽 2 筆'), 'a rotated phone keeps the signature').toBeAttached();
    await rotates(page);
    // Drawn anew, its edges are a little smoother.
    await expect.poll(async () => (await inkOf(page)) / ink, 'in its size').toBeCloseTo(1, 1);
    await parent.sends();
    await expect(page.getByText('確認信已寄到 wang.damin@example.com')).toBeVisible();
    await expect(page.getByRole('main'), 'the form goes to no address unproved').not.toContainText('申請書 PDF');
    expect((await mailbox.next('wang.damin@example.com')).text).toContain('/confirm-email#');
  });

  test('nothing is sent without a signature', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.fillsInOwnData();
    await parent.press('check.send');
    await parent.isToldOnTop('電子簽名：在框內簽名，或改用輸入姓名');
    await expect(page).toHaveURL(/\/apply\/check$/);
  });

  test('a typed signature is the own name, however it is spaced', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.fillsInOwnData();
    await parent.press('signature.type_instead');
    await parent.field('signature.typed').fill('王小明');
    await parent.press('check.send');
    await parent.isToldOnTop('電子簽名：和家長姓名不同，輸入家長姓名，或改用手寫簽名');
    await parent.field('signature.typed').fill('王　大 明');
    await parent.sends();
  });

  test('who does not agree is told what that means, and has left in every tab', async ({ page, context, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.provesTheAddress();
    await parent.addsChild('王小明', 'father');
    await parent.press('action.next');
    await parent.seesPage('consent.title');
    const second = new Parent(await context.newPage(), mailbox, wang);
    await second.page.goto('/apply/students');
    await second.addsChild('王大恩', 'father');
    await parent.press('consent.refuse');
    const dialog = page.getByRole('dialog', { name: '不同意並退出？' });
    await expect(dialog).toContainText('您的決定會連同時間一起記錄');
    await dialog.getByRole('button', { name: '不同意並退出' }).click();
    await parent.seesPage('refused.title');
    await second.seesPage('home.title');
    expect(await keptInTheTab(second.page)).not.toContain('○');
    expect((await page.request.get('/api/v1/applicant-sessions/current')).status()).toBe(401);
    await page.goto('/apply/students');
    await parent.seesPage('contact.title');
    await expect(page.getByText('驗證已逾時'), 'it was ended on purpose').toBeHidden();
    expect(await keptInTheTab(page)).not.toContain('王○明');
  });
});

test.describe('signing in', () => {
  test('a wrong password says nothing about the account', async ({ page }) => {
    const guardian = new Guardian(page);
    await guardian.signsIn('lin@school.example.tw', 'not the password');
    await guardian.isToldAtThePassword('帳號或密碼不對');
    await guardian.signsIn('nobody@example.com', 'not the password');
    await guardian.isToldAtThePassword('帳號或密碼不對');
  });

  test('five wrong passwords stop the account for a while', async ({ page }) => {
    const guardian = new Guardian(page);
    for (let tries = 1; tries <= 5; tries++) {
      await guardian.signsIn('lin@school.example.tw', 'not the password');
      await guardian.isToldAtThePassword('帳號或密碼不對');
    }
    await guardian.signsIn('lin@school.example.tw', 'kinbind-demo-2026');
    await guardian.isRefused('已達次數上限');
  });

  test('a page for signed-in people leads to the sign-in', async ({ page }) => {
    for (const address of ['/children', '/password', '/review']) {
      await page.goto(address);
      await expect(page).toHaveURL('/sign-in');
    }
  });
});

async function rotates(page: Page): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  await page.setViewportSize({ width: height, height: width });
}

function otherThan(code: string): string {
  return code === '000000' ? '111111' : '000000';
}

function fullWidth(digits: string): string {
  return [...digits].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
}
