import { homeroomTeacherOf } from '../support/demo-city.ts';
import { isBehind } from '../support/network.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { Parent } from '../support/parent.ts';
import { ji, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, testWithRegistry as test } from '../support/test.ts';

interface Sent {
  items: { status: string; history: { kind: string }[] }[];
}

/** An application that the registry hasn't answered yet. */
function beforeTheAnswer({ items }: Sent): Sent {
  const history = (sent: Sent['items'][0]) => sent.history.filter(({ kind }) => kind !== 'registry_asked');
  return { items: items.map((sent) => ({ ...sent, status: 'registry_checking', history: history(sent) })) };
}

test('the last page says that the registry is asked, and finds out by itself that it has answered', async ({
  page,
  mailbox,
}) => {
  const father = new Parent(page, mailbox, wang);
  await page.clock.install();
  await father.reachesOwnDataFor('王小明', 'father');
  await father.fillsInOwnData();
  await father.signsByHand();
  await isBehind(page, '**/api/v1/binding-applications', beforeTheAnswer);
  await father.sends();
  await father.seesOnTheLastPage('王小明', '戶政查核中');
  await father.seesNextStep('戶政查核', '進行中');
  await father.seesNextStep('導師審核', '尚未開始');
  await page.clock.runFor('00:11');
  await father.seesOnTheLastPage('王小明', '待審核');
  await father.seesNextStep('戶政查核', '已完成');
  await father.seesNextStep('導師審核', '進行中');
  await expectGoodState(page);
});

test('what the registry alone has approved is not said to be done by the teacher', async ({ page, mailbox }) => {
  const father = new Parent(page, mailbox, wang);
  await father.reachesOwnDataFor('王小明', 'father');
  await father.fillsInOwnData();
  await father.signsByHand();
  const approved = { status: 'approved', account: 'opened', decided_at: new Date().toISOString() };
  await isBehind<{ items: { applicant: object }[] }>(page, '**/api/v1/binding-applications', ({ items }) => ({
    items: items.map((sent) => ({ ...sent, ...approved, applicant: { ...sent.applicant, is_of_account: true } })),
  }));
  await father.sends();
  await father.seesNextStep('完成審核', '已完成');
  await expect(page.getByRole('main')).not.toContainText('導師');
});

test('nothing is asked while nobody looks, nor once the session has ended', async ({ page, mailbox }) => {
  const father = new Parent(page, mailbox, wang);
  await page.clock.install();
  await father.reachesOwnDataFor('王小明', 'father');
  await father.fillsInOwnData();
  await father.signsByHand();
  let asked = 0;
  await page.route('**/api/v1/binding-applications', async (route) => {
    if (route.request().method() !== 'GET') return route.fallback();
    asked += 1;
    const response = await route.fetch({ maxRetries: 1 });
    await route.fulfill(response.ok() ? { response, json: beforeTheAnswer((await response.json()) as Sent) } : { response });
  });
  const afterAWhile = async () => {
    await page.clock.runFor('00:11');
    // By then, what the page has asked meanwhile is on its way, and what it was answered has come.
    await page.evaluate(() => fetch('/health/ready'));
  };
  const isAnswered = async (status: number) => {
    const answer = page.waitForResponse('**/api/v1/binding-applications');
    await afterAWhile();
    expect((await answer).status()).toBe(status);
    await page.evaluate(() => fetch('/health/ready'));
  };
  await father.sends();
  expect(asked).toBe(1);
  await page.evaluate(() => Object.defineProperty(document, 'hidden', { value: true, configurable: true }));
  await afterAWhile();
  await afterAWhile();
  expect(asked, 'nobody looks').toBe(1);
  await page.evaluate(() => Reflect.deleteProperty(document, 'hidden'));
  await isAnswered(200);
  expect(asked, 'somebody looks again').toBe(2);
  await page.context().clearCookies();
  await isAnswered(401);
  await afterAWhile();
  await afterAWhile();
  expect(asked, 'it has ended').toBe(3);
  await father.seesOnTheLastPage('王小明', '戶政查核中');
});

test('the household registry is asked first, and the teacher reads what it says', async ({
  page,
  newVisitor,
  mailbox,
}) => {
  const father = new Parent(page, mailbox, wang);
  const other = new Parent(await newVisitor(), mailbox, ji);
  const teacher = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
  await father.appliesFor('王小明', 'father');
  await other.appliesFor('𠮷宥辰', 'father');

  await test.step('the teacher has it beside each row', async () => {
    await teacher.signsIn();
    await teacher.seesPending('王小明', ['戶政相符']);
    await teacher.seesEachCellInItsPlace();
    await teacher.seesPending('𠮷宥辰', ['戶政不符', '申請人姓名用字不同，可能是異體字']);
    await expectGoodState(teacher.page);
  });

  await test.step('the parent reads that it was asked, not what it said', async () => {
    await father.looksAtTheProgress();
    await father.seesProgress('王小明', ['待審核']);
    await father.seesHistory('王小明', ['送出申請', '已向戶政查核', '導師審核', '建立帳號']);
    await expectGoodState(page);
  });

  await test.step('in English too', async () => {
    await teacher.page.getByRole('combobox', { name: '語言' }).selectOption('English');
    await expect(teacher.page.getByText('Household registry confirms')).toBeVisible();
    await teacher.seesEachCellInItsPlace();
    await teacher.page.getByRole('combobox', { name: 'Language' }).selectOption('正體中文');
  });

  await test.step('and decides', async () => {
    await teacher.approves(['王小明']);
    await father.looksAtTheProgress();
    await father.seesProgress('王小明', ['已通過']);
    await father.seesHistory('王小明', ['送出申請', '已向戶政查核', '審核通過', '帳號已建立']);
  });
});
