import { request } from '@playwright/test';
import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf, student } from '../support/demo-city.ts';
import { wang } from '../support/people.ts';
import { grantRole } from '../support/roles-by-api.ts';
import { DEMO_PASSWORD, Teacher } from '../support/teacher.ts';
import { expect, testWithOfficer as test } from '../support/test.ts';

const child = '王小明';
const registrar = 'hsu@school.example.tw';

test('a teacher whose class ended while the dialog was open is told so', async ({ page, server, mailbox }) => {
  const { schoolCode } = student(child);
  await grantRole(server.url, registrar, 'registrar', schoolCode);
  await applyByApi(server.url, mailbox, wang, child, 'father');
  const teacher = new Teacher(page, homeroomTeacherOf(child));
  await teacher.signsIn();
  await teacher.selects([child]);
  await teacher.asksToApprove();

  const api = await request.newContext({ baseURL: server.url, extraHTTPHeaders: { Origin: server.url } });
  await api.post('/api/v1/sessions', { data: { login: registrar, password: DEMO_PASSWORD } });
  const assignments = `/api/v1/schools/${schoolCode}/homeroom-assignments`;
  const list = (await (await api.get(assignments)).json()) as { items: { id: string; class_name: string }[] };
  const own = list.items.find((one) => one.class_name === '五年一班');
  expect((await api.delete(`${assignments}/${own?.id}`)).status()).toBe(204);
  await api.dispose();

  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: '通過 1 筆' }).click();
  await expect(dialog).toContainText('您目前沒有擔任導師的班級，這次沒有變動');
  await dialog.getByRole('button', { name: '先不要' }).click();
  await expect(page.getByRole('main'), 'the page is loaded again').toContainText('這個帳號沒有這項權限');
});
