import { expect, request } from '@playwright/test';
import { DEMO_PASSWORD } from './teacher.ts';
import { OFFICER } from './test.ts';

/** Grants a role (a registrar's is of a school), for tests that begin where that was done. */
export async function grantRole(serverUrl: string, person: string, role: string, schoolCode?: string): Promise<void> {
  const api = await request.newContext({ baseURL: serverUrl, extraHTTPHeaders: { Origin: serverUrl } });
  const signedIn = await api.post('/api/v1/sessions', { data: { login: OFFICER, password: DEMO_PASSWORD } });
  expect(signedIn.ok()).toBe(true);
  const granted = await api.post('/api/v1/staff-roles', {
    data: { person, role, ...(schoolCode && { school_code: schoolCode }) },
  });
  expect(granted.status(), await granted.text()).toBe(201);
  await api.dispose();
}
