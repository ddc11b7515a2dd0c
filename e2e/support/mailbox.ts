import { expect } from '@playwright/test';

/** A mail as the demo's development mailbox shows it. */
export interface Mail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  sent_at: string;
  attachments: { file_name: string; content_type: string }[];
}

/** The mail that confirms a form's arrival is the one that leads to the progress. */
const isReceipt = (mail: Mail): boolean => /\/progress$/m.test(mail.text);

/** Reads people's mails in the order in which they come. */
export class Mailbox {
  readonly #url: string;
  readonly #read = new Map<string, number>();

  constructor(serverUrl: string) {
    this.#url = `${serverUrl}/dev/mailbox.json`;
  }

  /** Waits for the newest mail to this address that confirms a form's arrival. */
  async receipt(address: string): Promise<Mail> {
    const newest = async () => (await this.everything(address)).filter(isReceipt).at(-1);
    await expect.poll(newest, { message: `a receipt to ${address}` }).toBeDefined();
    return (await newest())!;
  }

  /** Waits for the next mail to this address that was not read yet, but for receipts, which every form brings. */
  async next(address: string): Promise<Mail> {
    const already = this.#read.get(address) ?? 0;
    await expect
      .poll(async () => (await this.all(address)).length, { message: `a mail to ${address}` })
      .toBeGreaterThan(already);
    this.#read.set(address, already + 1);
    const mail = (await this.all(address))[already];
    if (!mail) throw new Error('the mailbox lost a mail');
    return mail;
  }

  /** The six digits of the next mail. */
  async nextCode(address: string): Promise<string> {
    const { text } = await this.next(address);
    const code = /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0];
    if (!code) throw new Error(`no code in: ${text}`);
    return code;
  }

  /** Everything but receipts sent to this address, oldest first. */
  async all(address: string): Promise<Mail[]> {
    return (await this.everything(address)).filter((mail) => !isReceipt(mail));
  }

  private async everything(address: string): Promise<Mail[]> {
    const response = await fetch(this.#url);
    expect(response.ok, 'the development mailbox answers').toBe(true);
    const newestFirst = (await response.json()) as Mail[];
    return newestFirst.filter((mail) => mail.to.includes(address)).reverse();
  }
}
