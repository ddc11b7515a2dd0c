/** Pictures for the README: `npm run screenshots` writes them to `docs/images`. */
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import { Parent } from '../support/parent.ts';
import { ji, kumar, li, lin, nguyen, tanaka, wang, yumin } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

const desktop = { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 };

test('a parent on a phone', async ({ page, mailbox, newVisitor }) => {
  const parent = new Parent(page, mailbox, wang);
  await page.goto('/');
  await parent.seesPage('home.title');
  await picture(page, 'parent-home');
  await parent.asksForACode();
  await page.getByRole('textbox', { name: '驗證碼' }).fill('123');
  await pictureFromTop(page, 'parent-code');
  await parent.entersCode(await mailbox.nextCode(wang.email));
  await parent.addsChild('王小明', 'father');
  await parent.addsChild('王大恩', 'father');
  await pictureFromTop(page, 'parent-students');
  await parent.acceptsTheConsent();
  await parent.fillsInOwnData();
  await parent.signsByHand();
  await picture(page, 'parent-signature');
  await parent.sends();
  await picture(page, 'parent-done');

  await parent.looksAtTheProgress();
  await picture(page, 'parent-progress');

  const english = new Parent(await newVisitor({ locale: 'en-GB' }), mailbox, kumar, 'en');
  await english.provesTheAddress();
  await english.fillsInChild('KUMAR ARJUN', 'father');
  await pictureFromTop(english.page, 'parent-students-en');
});

test('a teacher at a desk', async ({ newVisitor, server, mailbox }) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await applyByApi(server.url, mailbox, lin, '王小明', 'mother');
  await applyByApi(server.url, mailbox, ji, '𠮷宥辰', 'father');
  await applyByApi(server.url, mailbox, yumin, '瓦旦．尤敏', 'father');
  await applyByApi(server.url, mailbox, nguyen, '阮明安', 'mother');
  await applyByApi(server.url, mailbox, tanaka, '田中陽斗', 'mother');
  await applyByApi(server.url, mailbox, li, '李詠晴', 'maternal_grandfather');

  const teacher = new Teacher(await newVisitor(desktop), homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.selects(['𠮷宥辰', '瓦旦．尤敏', '阮明安']);
  await pictureFromTop(teacher.page, 'teacher-grid');
  await teacher.approves(['𠮷宥辰', '瓦旦．尤敏', '阮明安']);
  await teacher.selects(['李詠晴']);
  await teacher.page.getByRole('button', { name: '退回…' }).click();
  await picture(teacher.page, 'teacher-return');

  const onPhone = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await onPhone.signsIn();
  await picture(onPhone.page, 'teacher-phone');

  await mailbox.next(ji.email);
  const guardian = new Guardian(await newVisitor(desktop));
  await guardian.signsIn(ji.email, ji.initialPassword);
  await guardian.isAskedForANewPassword();
  await picture(guardian.page, 'guardian-first-password');
  await guardian.mustChooseANewPassword('梅花鹿 rides a slow train');
  await guardian.seesBoundChild('𠮷宥辰', ['五年一班']);
  await picture(guardian.page, 'guardian-children');
  await guardian.page.goto('/account');
  await expect(guardian.page.getByRole('region', { name: '登入中的裝置' }).getByRole('listitem')).toHaveCount(1);
  await picture(guardian.page, 'guardian-account');
});

async function pictureFromTop(page: Page, name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await picture(page, name);
}

async function picture(page: Page, name: string): Promise<void> {
  const path = resolve(import.meta.dirname, `../../docs/images/${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
}
