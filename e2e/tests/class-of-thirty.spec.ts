import { request } from '@playwright/test';
import { applyByApi } from '../support/apply-by-api.ts';
import { classmatesOf, homeroomTeacherOf } from '../support/demo-city.ts';
import { expectGoodState } from '../support/page-quality.ts';
import { li, lin, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test('a class of thirty is approved in one batch, and three rows that can’t be are named', async ({
  page,
  newVisitor,
  server,
  mailbox,
}) => {
  // Of these nobody is bound yet; who applies is nobody's parent here, which the teacher would see.
  const children = classmatesOf('王小明').filter((name) => name !== '張采潔').slice(0, 20);
  const [first, second] = [children.slice(0, 10), children.slice(10, 20)];
  const session = await applyByApi(server.url, mailbox, wang, first, 'father');
  await applyByApi(server.url, mailbox, lin, first, 'mother');
  await applyByApi(server.url, mailbox, li, second, 'father');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await expect(page.getByRole('rowheader')).toHaveCount(30);
  await teacher.pickPage().check();
  await teacher.seesSelected('已選取 30 筆，共 30 筆待審核');

  await test.step('meanwhile two are taken back by their parent, and one is returned in another window', async () => {
    const cookie = session.map(({ name, value }) => `${name}=${value}`).join('; ');
    const api = await request.newContext({
      baseURL: server.url,
      extraHTTPHeaders: { Origin: server.url, Cookie: cookie },
    });
    const own = (await (await api.get('/api/v1/binding-applications')).json()) as { items: { id: string }[] };
    for (const { id } of own.items.slice(0, 2)) {
      expect((await api.post(`/api/v1/binding-applications/${id}/cancellations`)).ok()).toBe(true);
    }
    await api.dispose();
    const other = new Teacher(await newVisitor(), homeroomTeacherOf('王小明'));
    await other.signsIn();
    await other.returns(second[0] ?? '', '和學校資料不同');
  });

  await page.getByRole('button', { name: '通過 30 筆' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '通過 30 筆' }).click();
  await teacher.seesResult('2 筆沒有通過，27 筆已通過');
  const results = page.locator('#review-results');
  await expect(results).toBeFocused();
  await expect(results).toContainText('1 筆先前已審核過');
  await expect(results.getByRole('listitem')).toHaveCount(3);
  await expectGoodState(page);
  await page.getByRole('navigation', { name: '審核狀態' }).getByRole('link', { name: '已審核案件' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(28);
});
