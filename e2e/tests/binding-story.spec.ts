import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { Guardian } from '../support/guardian.ts';
import { Parent } from '../support/parent.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { ji, kumar, li, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

const OWN_PASSWORD = '梅花鹿 rides a slow train';

test('a family is bound: a parent applies for two brothers, their teachers approve, the parent signs in', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  let reference = '';

  await test.step('the parent applies for two brothers at two schools', async () => {
    await parent.startsFromTheHomePage();
    await parent.provesTheAddress();
    await parent.addsChild('王小明', 'father');
    await parent.addsChild('王大恩', 'father');
    await parent.acceptsTheConsent();
    await parent.fillsInOwnData();
    await parent.checksTheAnswers(['王○明', '王○恩', '父親', '王大明', 'A12****789', '0912-345-678']);
    await parent.signsByHand();
    reference = await parent.sends();
    await parent.seesOnTheLastPage('王小明', '待審核');
    await parent.seesOnTheLastPage('王大恩', '待審核');
    await parent.seesNextStep('送出申請', `確認信和申請書 PDF 會寄到 ${wang.email}`);
  });

  await test.step('a mail confirms it, with the signed form', async () => {
    const receipt = await mailbox.receipt(wang.email);
    expect(receipt.subject).toContain(reference);
    expect(receipt.text).toContain('市立內湖國小 王○明');
    expect(receipt.attachments).toEqual([
      { file_name: `親子綁定申請書-${reference}.pdf`, content_type: 'application/pdf' },
    ]);
  });

  await test.step('the homeroom teacher finds the application of the own class only', async () => {
    await teacher.signsIn();
    await teacher.seesPending('王小明', ['父親', '王大明', 'A12****789', wang.email, '待審核']);
    await expect(teacher.page.getByRole('main')).not.toContainText('王大恩');
  });

  await test.step('a teacher of another class sees none of it', async () => {
    const stranger = new Teacher(await newVisitor(), homeroomTeacherOf('陳品睿'));
    await stranger.signsIn();
    await stranger.seesNothingPending();
    await stranger.isToldThatTheClassIsNotTheirs(teacher.classAddress());
    await expect(stranger.page.getByRole('main')).not.toContainText('王小明');
  });

  await test.step('the last page lists the brothers as they were entered', async () => {
    await page.reload();
    await parent.seesOnTheLastPage('王小明', '待審核');
    await expect(page.locator('.children li')).toContainText(['王○明', '王○恩']);
    await parent.seesNextStep('導師審核', '進行中');
  });

  await test.step('both teachers approve in a batch', async () => {
    await teacher.approves(['王小明']);
    await teacher.seesDecided('王小明', ['已通過', '帳號已建立']);
    const other = new Teacher(await newVisitor(), homeroomTeacherOf('王大恩'));
    await other.signsIn();
    await other.approves(['王大恩']);
    await other.seesDecided('王大恩', ['已通過', '帳號已建立']);
  });

  await test.step('the last page follows, on the screen and on paper', async () => {
    await page.reload();
    await parent.seesOnTheLastPage('王大恩', '已通過');
    await parent.seesNextStep('完成審核', '已完成');
    await parent.seesNextStep('建立帳號', '已完成');
    await expectGoodState(page);
    await page.emulateMedia({ media: 'print' });
    const done = page.locator('.timeline .visually-hidden').first();
    expect((await done.boundingBox())?.width, 'the state is written out').toBeGreaterThan(20);
    await page.emulateMedia({ media: 'screen' });
  });

  await test.step('the mail of the documents says how to sign in', async () => {
    const mail = await mailbox.next(wang.email);
    expect(mail.text).toContain('王大明 您好，歡迎使用臺北市校園單一身分驗證服務');
    expect(mail.text).toContain(`帳號：${wang.email}`);
    expect(mail.text).toContain('密碼：臺端身分證統一編號後6碼');
    expect(mail.text, 'the password itself is in no mail').not.toContain(wang.initialPassword);
  });

  await test.step('the parent signs in with the initial password and must choose a new one', async () => {
    const guardian = new Guardian(await newVisitor());
    await guardian.signsIn(wang.email, wang.initialPassword);
    await guardian.mustChooseANewPassword(OWN_PASSWORD);
    await guardian.seesBoundChild('王小明', ['市立內湖國小', '五年一班', '父親']);
    await guardian.seesBoundChild('王大恩', ['市立三民國中', '七年三班', '父親']);
    await guardian.signsOut();
    await guardian.signsIn(wang.email, OWN_PASSWORD);
    await guardian.seesBoundChild('王小明', ['市立內湖國小']);
  });

  await test.step('the progress says the same', async () => {
    await parent.looksAtTheProgress();
    await parent.seesProgress('王小明', ['已通過', reference]);
    await parent.seesProgress('王大恩', ['已通過', reference]);
  });
});

test('a homeroom teacher approves several applications of the class at once, rare characters and all', async ({
  server,
  newVisitor,
  mailbox,
}) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await applyByApi(server.url, mailbox, li, '李詠晴', 'father');
  await new Parent(await newVisitor(), mailbox, ji).appliesFor('𠮷宥辰', 'father');
  const children = ['王小明', '李詠晴', '𠮷宥辰'];

  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.seesPending('𠮷宥辰', ['𠮷永安']);
  await teacher.approves(children);
  for (const child of children) await teacher.seesDecided(child, ['已通過', '帳號已建立']);
  await teacher.seesTheWholeGridInEnglish();

  await mailbox.next(ji.email);
  const guardian = new Guardian(await newVisitor());
  await guardian.signsIn(ji.email, ji.initialPassword);
  await guardian.mustChooseANewPassword(OWN_PASSWORD);
  await guardian.seesBoundChild('𠮷宥辰', ['五年一班']);
});

test('a foreign family with residence permits of the old form is bound in English', async ({ newVisitor, mailbox }) => {
  const parent = new Parent(await newVisitor({ locale: 'en-GB' }), mailbox, kumar, 'en');
  await parent.startsFromTheHomePage();
  await expect(parent.page.locator('html')).toHaveAttribute('lang', 'en');
  await parent.provesTheAddress();
  await parent.addsChild('KUMAR ARJUN', 'father');
  await parent.acceptsTheConsent();
  await parent.fillsInOwnData();
  await parent.checksTheAnswers(['Father', 'KUMAR RAVI', 'AC9****362']);
  await parent.signsByHand();
  const reference = await parent.sends();

  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('KUMAR ARJUN'));
  await teacher.signsIn();
  await teacher.approves(['KUMAR ARJUN']);

  const mail = await mailbox.next(kumar.email);
  expect(mail.text).toContain('Dear KUMAR RAVI');
  await parent.looksAtTheProgress();
  await parent.seesProgress('KUMAR ARJUN', ['Approved', reference]);
});
