import { applyByApi } from '../support/apply-by-api.ts';
import { approveByApi } from '../support/decide-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import type { Mailbox } from '../support/mailbox.ts';
import { losesTheAnswer } from '../support/network.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { teacherLin, wang } from '../support/people.ts';
import { RelyingParty, SERVICE, SERVICE_NAME } from '../support/relying-party.ts';
import { DEMO_PASSWORD } from '../support/teacher.ts';
import { expect, testWithOfficer } from '../support/test.ts';
import { wordsOf } from '../support/words.ts';
import type { Locator, Page } from '@playwright/test';

const PASSWORD = '梅花鹿 rides a slow train';
const named = { service: SERVICE_NAME };
const t = wordsOf('zh-TW');

const test = testWithOfficer.extend({ services: async ({}, use) => use([SERVICE]) });

test('a service signs a parent in, is told what was allowed, and no more once it is taken back', async ({
  page,
  server,
  mailbox,
}) => {
  await bindsWang(server.url, mailbox);
  const service = await RelyingParty.registeredAt(server.url);
  await service.opensItsPagesIn(page);
  const parent = new Parent(page, mailbox, wang);
  const main = page.getByRole('main');
  let idToken = '';
  let answered = '';

  await test.step('who has never signed in sets a password, and is asked then', async () => {
    const begun = await service.begins({ login_hint: wang.email });
    await page.goto(begun.address);
    await parent.seesPage('account.sign_in');
    await expect(main).toContainText(`登入後繼續使用「${SERVICE_NAME}」`);
    await expect(page.getByRole('textbox', { name: '帳號' }), 'whom the service means').toHaveValue(wang.email);
    await entersThePassword(page, 'not the password');
    await new Guardian(page).isToldAtThePassword('帳號或密碼不對');
    await entersThePassword(page, wang.initialPassword);
    await new Guardian(page).isAskedForANewPassword();
    await page.getByLabel('新密碼', { exact: true }).fill(PASSWORD);
    await parent.press('account.save_password');

    await seesTheQuestion(page);
    answered = page.url();
    await expect(main).toContainText(`${wang.name}，${wang.email}`);
    await expect(main).toContainText('王小明');
    await expect(main).toContainText('市立內湖國小　五年一班　父親');
    for (const scope of ['openid', 'profile', 'email', 'phone', 'children', 'offline_access']) {
      await expect(main).toContainText(t(`services.scope.${scope}`));
    }
    await expect(main, 'where one is led').toContainText('pay.example');
    await losesTheAnswer(page, '**/decisions');
    await parent.press('services.allow');
    await parent.isToldOnTop('目前沒有網路連線');
    await parent.press('services.allow');
    await parent.seesPage('services.over_title');
    await expect(main, 'the answer had come through').toContainText('已經完成');
  });

  await test.step('what was allowed is not asked again: tokens, and what they open', async () => {
    const begun = await service.begins();
    await page.goto(begun.address);
    const tokens = await service.exchanges(page, begun);
    idToken = tokens.id_token ?? '';
    const subject = tokens.claims()?.sub ?? '';
    expect(tokens.claims()).not.toHaveProperty('email');
    const told = await service.userInfo(tokens.access_token, subject);
    expect(told).toMatchObject({
      name: wang.name,
      email: wang.email,
      phone_number: '+886912345678',
      children: [{ name: '王小明', school_code: '403601', school_name: '市立內湖國小', relationship: 'father' }],
    });
    expect(JSON.stringify(told)).not.toContain(wang.nationalId);

    const renewed = await service.refreshes(tokens.refresh_token ?? '');
    expect(await service.userInfo(renewed.access_token, subject)).toMatchObject({ sub: subject });
    await service.revokes(renewed.refresh_token ?? '');
    await expect(service.refreshes(renewed.refresh_token ?? '')).rejects.toThrow();
    await expect(service.userInfo(renewed.access_token, subject)).rejects.toThrow();
  });

  await test.step('a request that was answered leads nowhere', async () => {
    await page.goto(answered);
    await parent.seesPage('services.over_title');
    await page.goto(answered.replace('/consent-request', '/sign-in-request'));
    await parent.seesPage('account.sign_in');
    await expect(main).toContainText('已經完成');
    await page.goto('/consent-request?request=..%2Fsessions');
    await parent.seesPage('services.over_title');
  });

  await test.step('who is signed in enters the password again where the service wants it', async () => {
    const begun = await service.begins({ prompt: 'login' });
    await page.goto(begun.address);
    await parent.seesPage('account.sign_in');
    await page.getByRole('textbox', { name: '帳號' }).fill(wang.email);
    await entersThePassword(page, PASSWORD);
    idToken = (await service.exchanges(page, begun)).id_token ?? '';
  });

  await test.step('what was allowed is seen, and taken back', async () => {
    await page.goto('/children');
    await parent.seesPage('children.title');
    await page.getByRole('link', { name: '個資與同意' }).click();
    await parent.seesPage('privacy.title');
    const list = page.getByRole('region', { name: t('services.title') });
    await expect(list).toContainText(SERVICE_NAME);
    await expect(list).toContainText(t('services.scope.children'));
    await list.getByRole('button', { name: /收回同意.*校園繳費/ }).click();
    const dialog = page.getByRole('dialog', { name: t('services.revoke_ask', named) });
    await expectGoodState(page);
    await dialog.getByRole('button', { name: '先不要' }).click();
    await expect(dialog).toBeHidden();
    await list.getByRole('button', { name: /收回同意.*校園繳費/ }).click();
    await losesTheAnswer(page, '**/oauth-grants/*');
    await dialog.getByRole('button', { name: '收回同意' }).click();
    await expect(list).toContainText('目前沒有網路連線');
    await list.getByRole('button', { name: /收回同意.*校園繳費/ }).click();
    await dialog.getByRole('button', { name: '收回同意' }).click();
    await expect(list, 'it was taken back at the first try').toContainText(t('services.none'));
    await expect(page.locator(':focus')).toHaveText(t('services.revoked', named));
    await parent.seesPage('privacy.title');
  });

  await test.step('then it is asked again, and may be told no', async () => {
    const begun = await service.begins();
    await page.goto(begun.address);
    await seesTheQuestion(page);
    await parent.press('services.deny');
    await expect(page).toHaveURL(new RegExp(`^${SERVICE}/callback\\?error=access_denied`));
    await expect(service.exchanges(page, begun)).rejects.toMatchObject({ error: 'access_denied' });
  });

  await test.step('the service signs the parent out', async () => {
    await page.goto(service.signOutAddress(idToken));
    await expect(page).toHaveURL(`${SERVICE}/goodbye`);
    await page.goto('/children');
    await expect(page).toHaveURL('/sign-in');
    await page.goto('/sign-out-request?done=true');
    await parent.seesPage('services.signed_out');
  });
});

test('whoever sends people here wrongly is led nowhere else', async ({ page, server, mailbox }) => {
  const service = await RelyingParty.registeredAt(server.url);
  await service.opensItsPagesIn(page);
  const parent = new Parent(page, mailbox, teacherLin);
  const main = page.getByRole('main');

  await test.step('another redirect stays with us, with words', async () => {
    for (const redirect_uri of [`${SERVICE}/other`, `${SERVICE}/callback/`, 'https://evil.example/callback']) {
      await page.goto((await service.begins({ redirect_uri })).address);
      await parent.seesPage('services.wrong_title');
      await expect(main).toContainText('登入連結不正確');
      await expect(main).toContainText('invalid_request');
    }
    await page.goto((await service.begins({ client_id: 'nobody' })).address);
    await expect(main).toContainText('這個服務沒有在本系統登錄');
    await page.goto('/consent-request?error=%E4%BD%A0%E4%B8%AD%E7%8D%8E%E4%BA%86');
    await expect(main, 'nobody writes words for our page').not.toContainText('你中獎了');
  });

  await test.step('signing in goes back to the service’s request, whatever the address says', async () => {
    await page.goto((await service.begins()).address);
    await parent.seesPage('account.sign_in');
    const tampered = new URL(page.url());
    tampered.searchParams.set('return', '//evil.example/oauth/authorize?');
    await page.goto(tampered.href);
    await page.getByRole('textbox', { name: '帳號' }).fill(teacherLin.email);
    await entersThePassword(page, DEMO_PASSWORD);
    await seesTheQuestion(page);
    expect(new URL(page.url()).origin).toBe(server.url);
    await expect(main).toContainText(t('services.no_children'));
  });

  await test.step('somebody else signs in instead', async () => {
    await parent.press('services.somebody_else');
    await parent.seesPage('account.sign_in');
    await expect(main).toContainText(SERVICE_NAME);
    await page.getByRole('textbox', { name: '帳號' }).fill('chen@school.example.tw');
    await entersThePassword(page, DEMO_PASSWORD);
    await seesTheQuestion(page);
    await expect(main).toContainText('chen@school.example.tw');
  });

  await test.step('whom no token names is asked before being signed out', async () => {
    await page.goto('/oauth/logout');
    await parent.seesPage('services.sign_out');
    await expect(main).toContainText('陳柏翰');
    await losesTheAnswer(page, '**/sessions/current');
    await parent.press('layout.sign_out');
    await parent.isToldOnTop('目前沒有網路連線');
    await parent.press('layout.sign_out');
    await parent.seesPage('services.signed_out');
    await page.goto('/children');
    await expect(page).toHaveURL('/sign-in');
  });
});

test('the question is read and answered in the language that the service speaks, with the keyboard alone', async ({
  server,
  newVisitor,
}) => {
  const service = await RelyingParty.registeredAt(server.url);
  for (const language of ['vi', 'id', 'en'] as const) {
    const words = wordsOf(language);
    const page = await newVisitor();
    await service.opensItsPagesIn(page);
    const begun = await service.begins({ ui_locales: language, prompt: 'consent', login_hint: teacherLin.email });
    await page.goto(begun.address);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words('account.sign_in'));
    await expectGoodState(page);
    await page.getByLabel(words('account.password'), { exact: true }).focus();
    await page.keyboard.type(DEMO_PASSWORD);
    await page.keyboard.press('Enter');
    const name = language === 'en' ? 'Campus payment' : SERVICE_NAME;
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words('services.consent_title', { service: name }));
    await expectGoodState(page);
    const allow = page.getByRole('button', { name: words('services.allow') });
    for (let presses = 0; presses < 20 && !(await isFocused(allow)); presses++) await page.keyboard.press('Tab');
    await expect(allow).toBeFocused();
    await page.keyboard.press('Enter');
    expect((await service.exchanges(page, begun)).claims()?.sub).toBeTruthy();
  }
});

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}

/** 王大明 has an account whose initial password still stands. */
async function bindsWang(serverUrl: string, mailbox: Mailbox): Promise<void> {
  await applyByApi(serverUrl, mailbox, wang, '王小明', 'father');
  await approveByApi(serverUrl, homeroomTeacherOf('王小明'));
  await mailbox.next(wang.email);
}

async function entersThePassword(page: Page, password: string): Promise<void> {
  await page.getByLabel('密碼', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: '登入' }).click();
}

async function seesTheQuestion(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(t('services.consent_title', named));
  await expectGoodState(page);
}
