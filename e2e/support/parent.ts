import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import { student } from './demo-city.ts';
import type { Mailbox } from './mailbox.ts';
import { expectGoodState } from './page-quality.ts';
import type { Person, Relationship } from './people.ts';
import { drawSignature } from './signature.ts';
import { wordsOf, type Language, type Words } from './words.ts';

/** A parent before there is an account: the four steps, the look at the progress, the correction. */
export class Parent {
  readonly t: Words;

  constructor(
    readonly page: Page,
    readonly mailbox: Mailbox,
    readonly person: Person,
    language: Language = 'zh-TW',
  ) {
    this.t = wordsOf(language);
  }

  /** The four steps for one child, from the address to the reference number. */
  async appliesFor(child: string, relationship: Relationship): Promise<string> {
    await this.reachesOwnDataFor(child, relationship);
    await this.fillsInOwnData();
    await this.signsByHand();
    return this.sends();
  }

  /** The first three steps for one child. */
  async reachesOwnDataFor(child: string, relationship: Relationship): Promise<void> {
    await this.provesTheAddress();
    await this.addsChild(child, relationship);
    await this.acceptsTheConsent();
  }

  async startsFromTheHomePage(): Promise<void> {
    await this.page.goto('/');
    await this.seesPage('home.title');
    await this.page.getByRole('main').getByRole('link', { name: this.t('home.start'), exact: true }).click();
  }

  // Step 1

  async provesTheAddress(address = this.person.email): Promise<void> {
    await this.asksForACode(address);
    await this.entersCode(await this.mailbox.nextCode(address));
    await this.seesPage('students.title');
  }

  async asksForACode(address = this.person.email): Promise<void> {
    if (!/\/apply$/.test(this.page.url())) await this.page.goto('/apply');
    await this.seesPage('contact.title');
    await this.sendsAddress(address);
    await this.seesPage('code.title');
    await expect(this.page.getByRole('main')).toContainText(shown(address));
  }

  /** An e-mail address or a mobile number. */
  async sendsAddress(address: string): Promise<void> {
    const bySms = /^[\d+]/.test(address);
    await this.choose(bySms ? 'contact.by_sms' : 'contact.by_email');
    await this.field(bySms ? 'contact.mobile' : 'contact.address').fill(address);
    await this.press('contact.send');
  }

  async entersCode(code: string): Promise<void> {
    await this.field('code.label').fill(code);
    await this.press('code.confirm');
  }

  /** Where the code allows a change of the own account. */
  async entersCodeToSave(code: string): Promise<void> {
    await this.field('code.label').fill(code);
    await this.press('own.save');
  }

  // Step 2

  async addsChild(name: string, relationship: Relationship): Promise<void> {
    await this.fillsInChild(name, relationship);
    await this.press('student.verify');
    const { schoolName, className } = student(name);
    for (const detail of [schoolName, className, this.t(`relationship.${relationship}`)]) {
      await expect(this.childCard(name)).toContainText(detail);
    }
    await expectGoodState(this.page);
  }

  /** Everything of the form for a child but the button. */
  async fillsInChild(name: string, relationship: Relationship): Promise<void> {
    const child = student(name);
    const another = this.page.getByRole('button', { name: this.t('students.add') });
    const first = this.field('student.national_id');
    await expect(another.or(first)).toBeVisible();
    if (await another.isVisible()) await another.click();
    await this.choose(`relationship.${relationship}`);
    await this.choose(`level.${child.levelCode}`);
    await first.fill(child.nationalId);
    await this.choosesSchool(child.schoolName);
  }

  async choosesSchool(name: string): Promise<void> {
    const school = this.page.getByRole('combobox', { name: this.t('school.label') });
    await school.fill(name.replace('市立', ''));
    await this.page.getByRole('listbox').getByRole('option', { name }).click();
    await expect(school).toHaveValue(new RegExp(name));
  }

  childCard(name: string): Locator {
    return this.page.getByRole('main').getByRole('listitem').filter({ hasText: masked(name) });
  }

  // Step 3

  async acceptsTheConsent(): Promise<void> {
    await this.press('action.next');
    await this.seesPage('consent.title');
    const tick = this.page.getByRole('checkbox', { name: this.t('consent.agree') });
    await expect(tick, 'not before the end is seen').toBeDisabled();
    await this.press('consent.to_end');
    await tick.check();
    await this.press('action.next');
    await this.seesPage('parent.title');
  }

  // Step 4

  /** 「驗證」 of the ID number, of somebody without an account. */
  async identifies(): Promise<void> {
    await this.field('parent.national_id').fill(this.person.nationalId);
    await this.press('parent.verify');
    await this.seesPage('parent.title');
    await expect(this.field('parent.name')).toBeVisible();
    await expect(this.page.getByRole('main'), 'the ID number is masked').not.toContainText(this.person.nationalId);
  }

  /** Whatever of step 4 is still asked for. */
  async fillsInOwnData(): Promise<void> {
    await this.seesPage('parent.title');
    if (await this.field('parent.national_id').isVisible()) await this.identifies();
    await expect(this.field('parent.email'), 'the proven address').toHaveValue(this.person.email);
    await this.field('parent.name').fill(this.person.name);
    await this.field('parent.mobile').fill(this.person.mobile);
    await this.press('action.next');
    await this.seesPage('check.title');
  }

  async checksTheAnswers(answers: string[]): Promise<void> {
    for (const answer of answers) await expect(this.page.getByRole('main')).toContainText(answer);
    await expect(this.page.getByRole('main'), 'the ID number is masked').not.toContainText(this.person.nationalId);
  }

  async signsByHand(): Promise<void> {
    await drawSignature(this.page, this.page.getByRole('img', { name: this.t('signature.label') }));
    await expect(this.page.getByText(this.t('signature.strokes', { count: '2' }))).toBeAttached();
  }

  /** Sends, and reads the reference number. */
  async sends(): Promise<string> {
    await this.press('check.send');
    await this.seesPage('done.title');
    const reference = this.page.getByRole('region', { name: this.t('done.reference') });
    await expect(reference).toContainText(/\d{3}-[0-9A-Z]{8}/);
    return /\d{3}-[0-9A-Z]{8}/.exec((await reference.textContent()) ?? '')?.[0] ?? '';
  }

  // Afterwards

  async seesOnTheLastPage(child: string, status: string): Promise<void> {
    await expect(this.childCard(child)).toContainText(status);
  }

  /** A step of what happens next, and where it stands. */
  async seesNextStep(title: string, state: string): Promise<void> {
    const steps = this.page.getByRole('region', { name: this.t('done.next') });
    await expect(steps.getByRole('listitem').filter({ hasText: title }).first()).toContainText(state);
  }

  async looksAtTheProgress(): Promise<void> {
    await this.page.goto('/progress');
    await this.seesPage('progress.title');
  }

  /** The end of what happened so far: words of each of the last steps, oldest first. */
  async seesHistory(child: string, steps: string[]): Promise<void> {
    const items = this.application(child).getByRole('list').first().getByRole('listitem');
    await expect(items).toContainText(steps);
  }

  async seesProgress(child: string, details: string[]): Promise<void> {
    for (const detail of details) await expect(this.application(child)).toContainText(detail);
    await expectGoodState(this.page);
  }

  application(child: string): Locator {
    return this.page.getByRole('article', { name: masked(child) });
  }

  async opensCorrection(link: string, reason: string): Promise<void> {
    await this.page.goto(link);
    await this.seesPage('correct.title');
    await expect(this.page.getByRole('main')).toContainText(reason);
  }

  /** The field that the ground is about has the focus and says it too. */
  async correctsName(name: string, reason: string): Promise<void> {
    await expect(this.field('parent.name')).toBeFocused();
    await expect(this.field('parent.name')).toHaveAccessibleDescription(new RegExp(escape(reason)));
    await expect(this.field('parent.name')).toHaveValue(this.person.name);
    await this.field('parent.name').fill(name);
  }

  async sendsAgain(): Promise<void> {
    await this.press('correct.send');
    await expect(this.page.getByRole('status').filter({ hasText: this.t('progress.sent_again') })).toBeVisible();
    await this.seesPage('progress.title');
  }

  /** The file arrives, is a PDF, and is named after the application. */
  async downloadsTheForm(child: string, reference: string): Promise<void> {
    const link = this.application(child).getByRole('link', { name: this.t('done.download') });
    const [download] = await Promise.all([this.page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toContain(reference);
    expect(download.suggestedFilename()).toMatch(/\.pdf$/);
    const bytes = await readFile(await download.path());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.subarray(-6).toString().trim(), 'whole').toBe('%%EOF');
  }

  async takesBack(child: string): Promise<void> {
    await this.application(child).getByRole('link', { name: this.t('progress.cancel') }).click();
    const name = masked(child);
    await expect(this.heading()).toHaveText(this.t('cancel.title', { name }));
    await expect(this.page.getByRole('button', { name: this.t('visit.leave') })).toBeVisible();
    await expectGoodState(this.page);
    await this.page.getByRole('button', { name: this.t('cancel.confirm', { name }) }).click();
    const done = this.page.getByRole('status').filter({ hasText: this.t('cancel.done', { name }) });
    await expect(done).toBeVisible();
    await this.seesPage('progress.title');
  }

  // On a phone that others use too

  /** Ends the visit; `losing` answers that were not sent is asked about first. */
  async leaves({ losing = false } = {}): Promise<void> {
    await this.press('visit.leave');
    if (losing) await this.agreesToLoseTheAnswers();
    await this.seesPage('home.title');
    await expect(this.page.getByText(this.t('visit.left'))).toBeVisible();
  }

  async agreesToLoseTheAnswers(): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: this.t('visit.ask') });
    await expect(dialog).toContainText(this.t('visit.ask_text'));
    await expectGoodState(this.page);
    await dialog.getByRole('button', { name: this.t('visit.clear') }).click();
  }

  // Parts of every page

  async seesPage(titleKey: string): Promise<void> {
    const title = this.t(titleKey);
    await expect(this.heading()).toHaveText(title);
    await expect(this.page).toHaveTitle(this.t('page.title', { title }));
    await expectGoodState(this.page);
  }

  /** The summary has the focus and says this about that field; the field says the same and is led to. */
  async isToldAtTheField(labelKey: string, error: string): Promise<void> {
    await this.isToldOnTop(error);
    await this.isToldAtTheFieldToo(labelKey, error);
  }

  /** One more field of the same summary. */
  async isToldAtTheFieldToo(labelKey: string, error: string): Promise<void> {
    const label = this.t(labelKey);
    const field = this.field(labelKey);
    await expect(field).toHaveAccessibleDescription(new RegExp(escape(error)));
    await this.summary()
      .getByRole('link', { name: this.t('form.error', { label, error }) })
      .click();
    await expect(field).toBeFocused();
  }

  /** The summary has the focus and says this; the title says that something is wrong. */
  async isToldOnTop(words: string): Promise<void> {
    await expect(this.summary()).toContainText(words);
    await expect(this.summary()).toBeFocused();
    await expect(this.page).toHaveTitle(new RegExp(`^${this.t('page.title_error', { title: '' }).split(' ')[0]}`));
    await expectGoodState(this.page);
  }

  /** A notice with the focus on its heading says that it may have come through, and this. */
  async isToldThatItMayBeSent(words: string): Promise<void> {
    await expect(this.page.getByRole('heading', { name: this.t('check.already_sent') })).toBeFocused();
    await expect(this.page.getByRole('status').filter({ hasText: this.t('check.already_sent') })).toContainText(words);
    await expectGoodState(this.page);
  }

  /** What is wrong: with fields, or where none of them is, with going on. */
  summary(): Locator {
    const blocked = this.page.getByRole('alert', { name: this.t('form.blocked') });
    return this.page.getByRole('alert', { name: this.t('form.errors') }).or(blocked);
  }

  field(labelKey: string): Locator {
    return this.page.getByRole('main').getByRole('textbox', { name: this.t(labelKey), exact: true });
  }

  async choose(labelKey: string): Promise<void> {
    await this.page.getByRole('radio', { name: this.t(labelKey), exact: true }).check();
  }

  async press(labelKey: string): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: this.t(labelKey), exact: true }).click();
  }

  heading(): Locator {
    return this.page.getByRole('heading', { level: 1 });
  }
}

/** An own address or number as screens show it: 0912-345-678. */
export function shown(address: string): string {
  return address.replace(/^(09\d{2})(\d{3})(\d{3})$/, '$1-$2-$3');
}

/** A name as screens show it before a binding is approved: 王○明, KUMAR ○○○. */
export function masked(name: string): string {
  const words = name.split(' ');
  if (words.length > 1) return [words[0], '○○○', ...(words.length > 2 ? [words.at(-1)] : [])].join(' ');
  const [first = '', ...rest] = [...name];
  return first + '○'.repeat(Math.max(1, rest.length - 1)) + (rest.length > 1 ? rest.at(-1) : '');
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
