/** Pictures for the README: `npm run screenshots` writes them to `docs/images`. */
import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import { Parent } from '../support/parent.ts';
import { ji, kumar, li, lin, nguyen, tanaka, wang, yumin } from '../support/people.ts';
import { desktop, picture, pictureFromTop } from '../support/picture.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, testWithRegistry as test } from '../support/test.ts';

const families = [
  { language: 'zh-TW', locale: 'zh-TW', person: wang, children: ['王小明', '王大恩'], suffix: '' },
  { language: 'en', locale: 'en-GB', person: kumar, children: ['KUMAR ARJUN'], suffix: '-en' },
] as const;

for (const { language, locale, person, children, suffix } of families) {
  test(`a parent on a phone, ${language}`, async ({ mailbox, newVisitor }) => {
    const page = await newVisitor({ locale });
    const parent = new Parent(page, mailbox, person, language);
    const take = (name: string) => pictureFromTop(page, `parent-${name}${suffix}`);
    await page.goto('/');
    await parent.seesPage('home.title');
    await take('home');
    await page.goto('/apply');
    await parent.seesPage('contact.title');
    await take('contact');
    await parent.asksForACode();
    await parent.field('code.label').fill('123');
    await take('code');
    await parent.entersCode(await mailbox.nextCode(person.email));
    await parent.fillsInChild(children[0], 'father');
    await take('student');
    await parent.press('student.verify');
    for (const child of children.slice(1)) await parent.addsChild(child, 'father');
    await expect(page.getByRole('listitem').filter({ hasText: parent.t('relationship.father') })).toHaveCount(children.length);
    await take('students');
    await parent.press('action.next');
    await parent.seesPage('consent.title');
    await take('consent');
    await parent.press('consent.to_end');
    await page.getByRole('checkbox', { name: parent.t('consent.agree') }).check();
    await parent.press('action.next');
    await parent.seesPage('parent.title');
    await parent.identifies();
    await take('own-data');
    await parent.fillsInOwnData();
    await take('check');
    await parent.signsByHand();
    await picture(page, `parent-signature${suffix}`);
    const reference = await parent.sends();
    await take('done');

    const teacher = new Teacher(await newVisitor(desktop), homeroomTeacherOf(children[0]));
    await teacher.signsIn();
    await teacher.returns(children[0], '', ['家長姓名']);
    await parent.looksAtTheProgress();
    await expect(page.getByRole('main')).toContainText(reference);
    await take('progress');
    await page.getByRole('link', { name: parent.t('progress.correct') }).click();
    await parent.seesPage('correct.title');
    await take('correction');
    await parent.looksAtTheProgress();
    await parent.application(children[0]).getByRole('link', { name: parent.t('progress.cancel') }).click();
    await expect(parent.heading()).toContainText(parent.t('cancel.title', { name: '' }).slice(0, 2));
    await take('cancel');
  });
}

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
  await guardian.page.goto('/consents');
  await expect(guardian.page.getByRole('button', { name: '撤回同意' })).toBeVisible();
  await picture(guardian.page, 'guardian-privacy');
});
