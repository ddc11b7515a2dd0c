import { expect, type Page } from '@playwright/test';
import { expectGoodState } from './page-quality.ts';
import { wordsOf } from './words.ts';

/** A parent with an account. */
export class Guardian {
  constructor(readonly page: Page) {}

  async signsIn(email: string, password: string): Promise<void> {
    await this.page.goto('/sign-in');
    await this.entersThePassword(email, password);
  }

  /** By way of the page that asked for it, which is reached then. */
  async signsInAt(email: string, password: string, address: string, title: string): Promise<void> {
    await this.page.goto(address);
    await this.entersThePassword(email, password);
    await expect(this.page.getByRole('heading', { level: 1 })).not.toHaveText('登入');
    await this.page.goto(address);
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText(wordsOf('zh-TW')(title));
  }

  /** On the sign-in page. */
  async entersThePassword(email: string, password: string): Promise<void> {
    await expect(this.page).toHaveURL('/sign-in');
    await expectGoodState(this.page);
    await this.page.getByRole('textbox', { name: '帳號' }).fill(email);
    await this.page.getByLabel('密碼', { exact: true }).fill(password);
    await this.page.getByRole('main').getByRole('button', { name: '登入' }).click();
  }

  /** The summary has the focus and leads to the field, which is marked and says the same. */
  async isToldAtThePassword(words: string): Promise<void> {
    const password = this.page.getByLabel('密碼', { exact: true });
    const summary = this.page.getByRole('alert', { name: '有地方需要修改' });
    await expect(summary).toBeFocused();
    await expect(password).toHaveAttribute('aria-invalid', 'true');
    await expect(password).toHaveAccessibleDescription(new RegExp(words));
    await expectGoodState(this.page);
    await summary.getByRole('link', { name: `密碼：${words}` }).click();
    await expect(password).toBeFocused();
  }

  async isRefused(words: string): Promise<void> {
    const summary = this.page.getByRole('alert', { name: '目前無法繼續' });
    await expect(summary).toContainText(words);
    await expect(summary).toBeFocused();
    await expectGoodState(this.page);
  }

  async isAskedForANewPassword(): Promise<void> {
    await expect(this.page).toHaveURL('/password');
    await expect(this.page.getByRole('heading', { level: 1 })).toHaveText('設定自己的密碼');
    await expect(this.page.getByRole('main')).toContainText('至少 12 個字元');
    await expectGoodState(this.page);
  }

  async mustChooseANewPassword(password: string): Promise<void> {
    await this.isAskedForANewPassword();
    await this.page.goto('/children');
    await expect(this.page, 'nothing else is possible before').toHaveURL('/password');
    await this.page.getByLabel('新密碼', { exact: true }).fill(password);
    await this.page.getByRole('main').getByRole('button', { name: '儲存密碼' }).click();
    await expect(this.page).toHaveURL('/children');
  }

  async seesBoundChild(name: string, details: string[]): Promise<void> {
    const child = this.page.getByRole('listitem').filter({ hasText: name });
    for (const detail of details) await expect(child).toContainText(detail);
    await expectGoodState(this.page);
  }

  async signsOut(): Promise<void> {
    await this.page.getByRole('button', { name: '登出' }).click();
    await expect(this.page.getByRole('banner').getByRole('link', { name: '登入' })).toBeVisible();
    // Home is in another bundle: the heading comes with its page, after a load.
    await expect(this.page.getByRole('heading', { level: 1, name: '家長與子女帳號綁定' })).toBeVisible();
    await expect(this.page.getByText('這台裝置上的資料已清除')).toBeVisible();
  }
}
