import { student } from '../support/demo-city.ts';
import { losesTheAnswer } from '../support/network.ts';
import { keptInTheTab } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { wang } from '../support/people.ts';
import { inkOf } from '../support/signature.ts';
import { expect, test } from '../support/test.ts';

test.describe('nothing typed is lost', () => {
  test('a reload keeps the answers but no ID number', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.fillsInOwnData();
    await page.reload();
    await parent.seesPage('parent.title');
    await expect(parent.field('parent.national_id')).toHaveValue('');
    await expect(page.getByText('其他資料都還在')).toBeVisible();
    await parent.identifies();
    await expect(parent.field('parent.name')).toHaveValue(wang.name);
    await expect(parent.field('parent.mobile')).toHaveValue(wang.mobile);
    const kept = await keptInTheTab(page);
    expect(kept).toContain(wang.name);
    expect(kept).not.toContain(wang.nationalId);
    expect(kept).not.toContain(student('王小明').nationalId);
    await parent.fillsInOwnData();
    await parent.checksTheAnswers(['王○明', wang.name]);
  });

  test('the back button leads to the step before, with its answers', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('王小明', 'father');
    await page.goBack();
    await parent.seesPage('consent.title');
    await page.goBack();
    await parent.seesPage('students.title');
    await expect(parent.childCard('王小明')).toContainText('五年一班');
  });

  test('so does a link on each page, from the last one to the first', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    const back = page.getByRole('link', { name: '回上一頁' });
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.fillsInOwnData();
    await page.getByRole('link', { name: '返回修改' }).click();
    await parent.seesPage('parent.title');
    await expect(parent.field('parent.name')).toHaveValue(wang.name);
    await parent.field('parent.name').fill('王大名');
    for (const title of ['consent.title', 'students.title', 'contact.title']) {
      await back.click();
      await parent.seesPage(title);
      await expect(parent.heading()).toBeFocused();
    }
    await page.getByRole('link', { name: parent.t('contact.go_on') }).click();
    await expect(parent.childCard('王小明')).toContainText('五年一班');
    await page.goto('/apply/parent');
    await parent.identifies();
    await expect(parent.field('parent.name'), 'half-typed words are kept').toHaveValue('王大名');
  });

  test('a child is changed from the check, and all the rest stays as it was', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    const main = page.getByRole('main');
    const change = page.getByRole('button', { name: /修改.*王○明/ });
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.fillsInOwnData();
    await parent.signsByHand();
    const ink = await inkOf(page);

    await test.step('its relationship, for which its ID is not typed again', async () => {
      await change.click();
      await parent.seesPage('students.title');
      await expect(main.getByRole('heading', { name: '王○明' })).toBeVisible();
      await parent.choose('relationship.mother');
      await parent.press('own.save');
      await parent.seesPage('check.title');
      await parent.checksTheAnswers([parent.t('relationship.mother')]);
    });

    await test.step('rather not', async () => {
      await change.click();
      await parent.choose('relationship.father');
      await parent.press('action.cancel');
      await parent.seesPage('check.title');
      await parent.checksTheAnswers([parent.t('relationship.mother')]);
    });

    await test.step('for its brother', async () => {
      await change.click();
      const { nationalId, schoolName, levelCode } = student('王大恩');
      await parent.choose(`level.${levelCode}`);
      await parent.choosesSchool(schoolName);
      await parent.press('own.save');
      await parent.isToldOnTop('沒有找到這位學生');
      await parent.field('student.national_id').fill(nationalId);
      await parent.press('own.save');
      await parent.seesPage('check.title');
      await parent.checksTheAnswers(['王○恩', schoolName]);
      await expect(main).not.toContainText('王○明');
    });

    await expect(page.getByText('已簽 2 筆')).toBeAttached();
    expect((await inkOf(page)) / ink).toBeCloseTo(1, 1);
    await parent.sends();
    await parent.seesOnTheLastPage('王大恩', '待審核');
  });

  test('an ended session asks for a code again and goes on with the draft', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.fillsInOwnData();
    await parent.signsByHand();
    await page.context().clearCookies();
    await parent.press('check.send');
    await parent.seesPage('contact.title');
    await expect(page.getByRole('main')).toContainText('填寫過的內容都還在');

    // Within a minute the same address gets no second code, so another one of the family is used.
    await parent.provesTheAddress('home@example.com');
    await expect(parent.childCard('王小明')).toContainText('再填一次這位學生的證號就能繼續');
    await page.getByRole('button', { name: '重新填寫證號' }).click();
    await parent.field('student.national_id').fill(student('王小明').nationalId);
    await parent.press('student.verify');
    await expect(parent.childCard('王小明')).not.toContainText('再填一次');
    await parent.acceptsTheConsent();
    await expect(parent.field('parent.name')).toHaveValue(wang.name);
    await parent.fillsInOwnData();
    await parent.signsByHand();
    await parent.sends();
  });

  test('a double click sends once', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.reachesOwnDataFor('王小明', 'father');
    await parent.fillsInOwnData();
    await parent.signsByHand();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(new URL(request.url()).pathname);
    });
    await page.getByRole('button', { name: '送出資料' }).dblclick();
    await parent.seesPage('done.title');
    expect(sent).toEqual(['/api/v1/binding-applications']);
  });

  test('an application whose answer got lost is found again at the second try', async ({ page, mailbox }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.provesTheAddress();
    await parent.addsChild('王小明', 'father');
    await parent.addsChild('王大恩', 'father');
    await parent.acceptsTheConsent();
    await parent.fillsInOwnData();
    await parent.signsByHand();
    await losesTheAnswer(page, '**/api/v1/binding-applications');
    await parent.press('check.send');
    await parent.isToldOnTop('目前沒有網路連線');

    await parent.press('check.send');
    await parent.isToldThatItMayBeSent('王○明：您已經為這位學生送出申請或完成綁定');
    expect(await keptInTheTab(page), 'nothing is lost before').toContain(wang.name);
    await parent.press('home.progress');
    await parent.seesPage('progress.title');
    await parent.seesProgress('王小明', ['待審核']);
    await parent.seesProgress('王大恩', ['待審核']);
    expect(await keptInTheTab(page)).not.toContain(wang.name);
  });

  test('without a connection the page says so and keeps what was typed', async ({ page, mailbox, context }) => {
    const parent = new Parent(page, mailbox, wang);
    await page.goto('/apply');
    await parent.seesPage('contact.title');
    await context.setOffline(true);
    await parent.sendsAddress(wang.email);
    await expect(parent.summary()).toContainText('目前沒有網路連線');
    await context.setOffline(false);
    await expect(parent.field('contact.address')).toHaveValue(wang.email);
    await parent.press('contact.send');
    await parent.seesPage('code.title');
  });

  test('what could not be loaded comes by itself with the connection', async ({ page, mailbox, context }) => {
    const parent = new Parent(page, mailbox, wang);
    await parent.provesTheAddress();
    await parent.addsChild('王小明', 'father');
    await context.setOffline(true);
    await parent.press('action.next');
    await expect(page.getByRole('alert')).toContainText('目前沒有網路連線');
    await context.setOffline(false);
    await expect(page.getByRole('checkbox', { name: parent.t('consent.agree') })).toBeVisible();
  });
});
