import { expect, type Locator, type Page } from '@playwright/test';
import { expectGoodState } from './page-quality.ts';

/** Of every member of staff, in the demo only. */
export const DEMO_PASSWORD = 'kinbind-demo-2026';

/** A homeroom teacher at the grid. */
export class Teacher {
  constructor(
    readonly page: Page,
    private readonly email: string,
  ) {}

  async signsIn(): Promise<void> {
    await this.page.goto('/review');
    await expect(this.page).toHaveURL('/sign-in');
    await expectGoodState(this.page);
    await this.entersThePassword();
  }

  /** On the sign-in page. */
  async entersThePassword(): Promise<void> {
    await this.page.getByRole('textbox', { name: '帳號' }).fill(this.email);
    await this.page.getByLabel('密碼', { exact: true }).fill(DEMO_PASSWORD);
    await this.page.getByRole('main').getByRole('button', { name: '登入' }).click();
    await this.seesTheClass();
  }

  async seesTheClass(): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText('審核家長親子連結申請');
    await expect(this.page.getByRole('region', { name: '全班綁定情形' })).toBeVisible();
    await expect(this.page).toHaveURL(/\/review\/[0-9a-f-]{36}/);
  }

  /** The address of the grid that is open. */
  classAddress(): string {
    return new URL(this.page.url()).pathname;
  }

  async seesNothingPending(): Promise<void> {
    await expect(this.page.getByRole('heading', { name: '沒有待審核的案件' })).toBeVisible();
    await expect(this.page.getByRole('table')).toHaveCount(0);
    await expectGoodState(this.page);
  }

  async isToldThatTheClassIsNotTheirs(address: string): Promise<void> {
    await this.page.goto(address);
    await expect(this.page.getByText('這不是您的班級')).toBeVisible();
    await expect(this.page.getByRole('table')).toHaveCount(0);
    await expectGoodState(this.page);
    await this.page.getByRole('navigation', { name: '您的班級' }).getByRole('link').click();
    await this.seesTheClass();
  }

  async seesPending(child: string, details: string[]): Promise<void> {
    await this.#opens('待審核案件');
    await this.seesInRow(child, details);
  }

  async seesDecided(child: string, details: string[]): Promise<void> {
    await this.#opens('已審核案件');
    await this.seesInRow(child, details);
  }

  /** 批次審核 → 通過 */
  async approves(children: string[]): Promise<void> {
    await this.selects(children);
    await this.confirmsApproval(children);
    await this.seesResult(`已通過 ${children.length} 筆`);
  }

  /** What is selected is approved, after the dialog that names it. */
  async confirmsApproval(children: string[]): Promise<void> {
    await this.asksToApprove();
    const dialog = this.page.getByRole('dialog');
    for (const child of children) await expect(dialog).toContainText(child);
    await expectGoodState(this.page);
    await dialog.getByRole('button', { name: '通過' }).click();
  }

  /** Opens the dialog that names what is selected. */
  async asksToApprove(): Promise<void> {
    await this.#bar().getByRole('button', { name: '通過' }).click();
    await expect(this.page.getByRole('dialog')).toBeVisible();
  }

  /** 批次審核 → 退回, for what is ticked, with a note in the teacher's own words. */
  async returns(child: string, note: string, grounds: readonly string[] = []): Promise<void> {
    await this.selects([child]);
    await this.#bar().getByRole('button', { name: '退回' }).click();
    const dialog = this.page.getByRole('dialog');
    await expect(dialog, 'the number that may differ').toContainText(/09\*{6}\d\d/);
    await dialog.getByRole('button', { name: '退回' }).click();
    await expect(dialog.getByRole('checkbox').first(), 'a reason is needed').toBeFocused();
    await expect(dialog.getByRole('alert')).toHaveText('勾選事由，或寫下補充說明');
    await expectGoodState(this.page);
    for (const ground of grounds) await dialog.getByRole('checkbox', { name: ground }).check();
    await dialog.getByRole('textbox', { name: '補充說明' }).fill(note);
    await expect(dialog.getByRole('region', { name: '家長會看到的退回事由' })).toContainText(note);
    await dialog.getByRole('button', { name: '退回' }).click();
    await this.seesResult('已退回 1 筆');
  }

  /** Longer words, and no column cut off; on a phone, where rows are cards, there are no headings. */
  async seesTheWholeGridInEnglish(): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Language' }).selectOption('English');
    await expect(this.page.getByRole('table', { name: /reviewed applications/ })).toBeVisible();
    const grid = this.page.locator('.grid-wrap');
    expect(await grid.evaluate((wrap) => wrap.scrollWidth <= wrap.clientWidth), 'nothing is cut off').toBe(true);
    for (const sort of await this.page.locator('.grid__sort').all()) {
      const box = await sort.boundingBox();
      if ((this.page.viewportSize()?.width ?? 0) > 768) expect(box?.height).toBeGreaterThanOrEqual(44);
    }
    await expectGoodState(this.page);
  }

  /** No words run into the next column. */
  async seesEachCellInItsPlace(): Promise<void> {
    const words = this.page.locator('.grid tbody td:not(.grid__pick) > *');
    const beyond = (all: Element[]) =>
      all.filter((one) => one.getBoundingClientRect().right > (one.parentElement?.getBoundingClientRect().right ?? 0) + 1)
        .length;
    expect(await words.evaluateAll(beyond), 'words beyond their cell').toBe(0);
  }

  row(child: string): Locator {
    const name = this.page.getByRole('rowheader').filter({ hasText: new RegExp(`^${child}$`) });
    return this.page.getByRole('row').filter({ has: name });
  }

  async seesInRow(child: string, details: string[]): Promise<void> {
    for (const detail of details) await expect(this.row(child)).toContainText(detail);
    await expectGoodState(this.page);
  }

  async selects(children: string[]): Promise<void> {
    await this.#opens('待審核案件');
    for (const child of children) await this.row(child).getByRole('checkbox').check();
    await expectGoodState(this.page);
  }

  /** The filter of a column: under its heading, or, on a phone, in the fold-out. */
  async filter(column: string): Promise<Locator> {
    const foldOut = this.page.locator('details.filters');
    const isPhone = (this.page.viewportSize()?.width ?? 0) <= 768;
    if (isPhone && (await foldOut.getAttribute('open')) === null) await foldOut.locator('summary').click();
    return this.page.getByLabel(`篩選${column}`, { exact: true }).filter({ visible: true });
  }

  /** Types what a column must contain, and waits for what is left. */
  async filters(column: string, text: string, left: number): Promise<void> {
    const field = await this.filter(column);
    await field.fill(text);
    await field.press('Enter');
    await this.seesLeft(left);
  }

  async seesLeft(rows: number): Promise<void> {
    await expect(this.page.getByRole('status').filter({ hasText: `篩選出 ${rows} 筆` })).toBeVisible();
    await this.seesRows(rows);
  }

  async seesRows(rows: number): Promise<void> {
    await expect(this.page.getByRole('rowheader')).toHaveCount(rows);
    await expectGoodState(this.page);
  }

  /** In the order shown. */
  students(): Promise<string[]> {
    return this.page.getByRole('rowheader').allTextContents();
  }

  /** The page's checkbox: beside the headings, or, on a phone, above the cards. */
  pickPage(): Locator {
    return this.page.getByRole('checkbox', { name: '選取本頁全部' }).filter({ visible: true }).first();
  }

  async seesSelected(words: string): Promise<void> {
    await expect(this.#bar()).toContainText(words);
    await expectGoodState(this.page);
  }

  async #opens(tab: string): Promise<void> {
    await this.page.getByRole('navigation', { name: '審核狀態' }).getByRole('link', { name: tab }).click();
  }

  #bar(): Locator {
    return this.page.getByRole('group', { name: '批次審核' });
  }

  async seesResult(words: string): Promise<void> {
    await expect(this.page.getByRole('dialog')).toHaveCount(0);
    await expect(this.page.getByRole('main')).toContainText(words);
    await expectGoodState(this.page);
  }
}
