import { expect, request } from '@playwright/test';
import { DEMO_PASSWORD } from './teacher.ts';

/** Approves whatever waits in the classes of a homeroom teacher, for tests that begin where that was done. */
export function approveByApi(serverUrl: string, teacher: string): Promise<void> {
  return decideByApi(serverUrl, teacher, { outcome: 'approve' });
}

/** Returns it instead, for these grounds: codes of `shared-types/src/application.rs`. */
export function returnByApi(serverUrl: string, teacher: string, grounds: string[]): Promise<void> {
  return decideByApi(serverUrl, teacher, { outcome: 'return', reason: { grounds } });
}

async function decideByApi(serverUrl: string, teacher: string, decision: object): Promise<void> {
  const api = await request.newContext({ baseURL: serverUrl, extraHTTPHeaders: { Origin: serverUrl } });
  const post = async (path: string, data: object) => {
    const response = await api.post(`/api/v1${path}`, { data });
    expect(response.ok(), `POST ${path}: ${await response.text()}`).toBe(true);
  };
  type Row = { id: string; version: number };
  const list = async (path: string) => ((await (await api.get(`/api/v1${path}`)).json()) as { items: Row[] }).items;
  await post('/sessions', { login: teacher, password: DEMO_PASSWORD });
  for (const { id } of await list('/classes')) {
    const waiting = await list(`/classes/${id}/binding-applications?state=pending`);
    const decisions = waiting.map((row) => ({ application_id: row.id, version: row.version, ...decision }));
    if (decisions.length > 0) await post('/review-decisions', { decisions });
  }
  await api.dispose();
}
