import { expect, request, type Cookie } from '@playwright/test';
import { student } from './demo-city.ts';
import type { Mailbox } from './mailbox.ts';
import type { Person, Relationship } from './people.ts';

/**
 * Files an application without a browser, for tests that begin where it has been filed. Returns the session, in which
 * another one can be filed: a second code would have to wait a minute.
 */
export async function applyByApi(
  serverUrl: string,
  mailbox: Mailbox,
  person: Person,
  child: string | readonly string[],
  relationship: Relationship,
  session?: Cookie[],
): Promise<Cookie[]> {
  // A write must come from the own origin, which browsers say by themselves.
  const api = await request.newContext({
    baseURL: serverUrl,
    extraHTTPHeaders: { Origin: serverUrl },
    ...(session && { storageState: { cookies: session, origins: [] } }),
  });
  const post = async <T>(path: string, data: object): Promise<T> => {
    const response = await api.post(`/api/v1${path}`, { data });
    expect(response.status(), `POST ${path}: ${await response.text()}`).toBe(201);
    return (await response.json()) as T;
  };
  type Created = { id: string };

  if (!session) {
    const verification = await post<Created>('/contact-verifications', { channel: 'email', address: person.email });
    const code = await mailbox.nextCode(person.email);
    await post(`/contact-verifications/${verification.id}/attempts`, { code });
  }

  const students = [];
  for (const name of [child].flat()) {
    const { nationalId, schoolCode, levelCode } = student(name);
    const sought = { national_id: nationalId, level: levelCode, school_code: schoolCode };
    students.push({ lookup_id: (await post<Created>('/student-lookups', sought)).id, relationship });
  }
  const document = (await (await api.get('/api/v1/consent-documents/current?language=zh-TW')).json()) as Created;
  const consent = await post<Created>('/consent-records', { consent_document_id: document.id, answer: 'accepted' });
  await post('/binding-applications', {
    consent_record_id: consent.id,
    students,
    applicant: { national_id: person.nationalId, name: person.name, email: person.email, mobile: person.mobile },
    signature: { kind: 'typed', name: person.name },
  });
  const { cookies } = await api.storageState();
  await api.dispose();
  return cookies;
}
