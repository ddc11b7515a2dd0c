import { readFileSync } from 'node:fs';
import { applyByApi } from '../support/apply-by-api.ts';
import { homeroomTeacherOf } from '../support/demo-city.ts';
import { ji, wang } from '../support/people.ts';
import { Teacher } from '../support/teacher.ts';
import { expect, test } from '../support/test.ts';

test('what a teacher has filtered is downloaded as a file', async ({ page, server, mailbox }) => {
  await applyByApi(server.url, mailbox, wang, '王小明', 'father');
  await applyByApi(server.url, mailbox, ji, '𠮷宥辰', 'father');
  const teacher = new Teacher(page, homeroomTeacherOf('王小明'));
  await teacher.signsIn();
  await teacher.filters('學生', '王', 1);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下載 CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('五年一班待審核案件.csv');
  const [heading, row, ...rest] = readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n');
  expect(heading).toContain('學號,座號,學生');
  expect(row).toContain('王小明,父親,王大明,A12****789');
  expect(rest).toEqual([]);
});
