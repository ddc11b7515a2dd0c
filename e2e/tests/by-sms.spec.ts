import { expectGoodState } from '../support/page-quality.ts';
import { Parent, shown } from '../support/parent.ts';
import { kumar, wang } from '../support/people.ts';
import { expect, test } from '../support/test.ts';

test('an application is made with codes by SMS, and found again by the same number', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  let reference = '';

  await test.step('the number is proved by a code that the phone can fill in', async () => {
    await parent.asksForACode(wang.mobile);
    await expect(parent.field('code.label')).toHaveAttribute('autocomplete', 'one-time-code');
    const { subject, text } = await mailbox.next(wang.mobile);
    expect(subject).toBe('SMS');
    const code = /#(\d{6})\s*$/.exec(text)?.[1] ?? '';
    await parent.entersCode(code);
    await parent.seesPage('students.title');
    await expect(page.getByText(parent.t('visit.address', { address: shown(wang.mobile) }))).toBeVisible();
  });

  await test.step('step 4 knows the number and asks for the e-mail address', async () => {
    await parent.addsChild('王小明', 'father');
    await parent.acceptsTheConsent();
    await parent.identifies();
    await expect(parent.field('parent.mobile')).toHaveValue(wang.mobile);
    await expect(parent.field('parent.email')).toHaveValue('');
    await expect(parent.field('parent.email')).toHaveAccessibleDescription(/這個信箱還沒驗證過/);
    await parent.field('parent.email').fill(wang.email);
    await parent.fillsInOwnData();
    await parent.signsByHand();
    reference = await parent.sends();
  });

  await test.step('the progress is there for whoever proves the number, on another phone too', async () => {
    const again = new Parent(await newVisitor(), mailbox, wang);
    await again.looksAtTheProgress();
    // A number gets another code only a minute after its first one.
    await expect(async () => {
      await again.sendsAddress('+886 912-345-678');
      await expect(again.field('code.label')).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 70_000 });
    await expectGoodState(again.page);
    await again.entersCode(await mailbox.nextCode(wang.mobile));
    await again.seesProgress('王小明', ['待審核', reference]);
    await expect(again.page.getByText(again.t('visit.address', { address: shown(wang.mobile) }))).toBeVisible();
  });
});

test('a number that cannot be one is named at its field, and no longer once e-mail is chosen', async ({
  page,
  mailbox,
}) => {
  const parent = new Parent(page, mailbox, wang);
  await page.goto('/apply');
  await parent.sendsAddress('02-29393651');
  await parent.isToldAtTheField('contact.mobile', '填寫 09 開頭的 10 位數行動電話號碼');
  await parent.choose('contact.by_email');
  await expect(parent.summary()).toBeHidden();
  await expect(parent.field('contact.address')).not.toHaveAccessibleDescription(/行動電話/);
  await parent.seesPage('contact.title');
});

test('changing the way and back loses nothing that was typed, nor does a reload', async ({ newVisitor, mailbox }) => {
  const parent = new Parent(await newVisitor({ locale: 'en-GB' }), mailbox, kumar, 'en');
  const { page } = parent;
  await page.goto('/apply');
  await parent.seesPage('contact.title');
  await expect(parent.field('contact.mobile'), 'one field at a time').toHaveCount(0);
  const email = parent.field('contact.address');
  await expect(email).toHaveAttribute('autocomplete', 'email');
  await email.fill('ravi.kumar@');

  await parent.choose('contact.by_sms');
  const mobile = parent.field('contact.mobile');
  await expect(email).toHaveCount(0);
  await expect(mobile).toHaveAttribute('inputmode', 'tel');
  await expect(mobile).toHaveAttribute('autocomplete', 'tel');
  await expect(mobile).toHaveValue('');
  await mobile.fill('0912');
  await parent.seesPage('contact.title');

  await page.getByRole('radio', { name: parent.t('contact.by_sms') }).press('ArrowUp');
  await expect(email).toHaveValue('ravi.kumar@');
  await parent.choose('contact.by_sms');
  await expect(mobile).toHaveValue('0912');
  await page.reload();
  await expect(mobile).toHaveValue('0912');
  await parent.choose('contact.by_email');
  await expect(email).toHaveValue('ravi.kumar@');
});

test('who waits in vain for the mail asks for a code on the phone instead', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  const help = page.getByText(parent.t('code.nothing'));
  const change = page.getByRole('button', { name: parent.t('action.change') });
  await parent.asksForACode(wang.email);
  await help.click();
  await expect(page.getByText(parent.t('code.nothing_spam'))).toBeVisible();
  await expect(page.getByText(parent.t('code.nothing_switch'))).toBeVisible();
  await expectGoodState(page);
  await change.click();
  await expect(parent.field('contact.address'), 'the way is kept').toHaveValue(wang.email);

  await parent.asksForACode(wang.mobile);
  await help.click();
  await expect(page.getByText(parent.t('code.nothing_sms'))).toBeVisible();
  await expectGoodState(page);
  await change.click();
  await expect(parent.field('contact.mobile'), 'the way is kept').toHaveValue(wang.mobile);
  await page.goBack();
  await parent.entersCode(await mailbox.nextCode(wang.mobile));
  await parent.seesPage('students.title');
});

test('a session that ended is taken up again by SMS, with the number of step 4', async ({ page, mailbox }) => {
  const parent = new Parent(page, mailbox, wang);
  await parent.provesTheAddress(wang.mobile);
  await parent.addsChild('王小明', 'father');
  await parent.acceptsTheConsent();
  await parent.identifies();
  await parent.field('parent.email').fill(wang.email);
  await parent.field('parent.email').blur();
  await page.context().clearCookies();
  await page.reload();
  await parent.seesPage('contact.title');
  await expect(parent.field('contact.mobile')).toHaveValue(wang.mobile);
  await parent.choose('contact.by_email');
  await expect(parent.field('contact.address')).toHaveValue(wang.email);
});

const withoutSms = {
  'where SMS is not offered': JSON.stringify({ demo: false, contact_channels: ['email'] }),
  'when the installation does not say what it offers': '',
};
for (const [where, body] of Object.entries(withoutSms)) {
  test(`${where}, there is only the field for the e-mail address`, async ({ page, mailbox }) => {
    await page.route('**/api/v1/environment', (route) => route.fulfill({ contentType: 'application/json', body }));
    const parent = new Parent(page, mailbox, wang);
    await page.goto('/apply');
    await parent.seesPage('contact.title');
    await expect(page.getByRole('radio')).toHaveCount(0);
    await parent.field('contact.address').fill(wang.email);
    await parent.press('contact.send');
    await parent.seesPage('code.title');
    await page.getByText(parent.t('code.nothing')).click();
    await expect(page.getByText(parent.t('code.nothing_help'))).toBeVisible();
    await expect(page.getByText(parent.t('code.demo_link'))).toHaveCount(0);
  });
}

test('nothing moves on the way to the two choices', async ({ page, mailbox }) => {
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
        if (!hadRecentInput) (window as unknown as { shift: number }).shift += value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto('/apply');
  await new Parent(page, mailbox, wang).seesPage('contact.title');
  expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBe(0);
});
