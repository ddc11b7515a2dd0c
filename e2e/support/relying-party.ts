import { expect, request, type Page } from '@playwright/test';
import * as client from 'openid-client';
import { DEMO_PASSWORD } from './teacher.ts';
import { OFFICER } from './test.ts';

/** Where the service is: a host that there isn't, whose pages the browser is given here. */
export const SERVICE = 'https://pay.example';

/** How the service is called on people's screens. */
export const SERVICE_NAME = '校園繳費';

const CALLBACK = `${SERVICE}/callback`;
const GOODBYE = `${SERVICE}/goodbye`;
const SCOPES = ['openid', 'profile', 'email', 'phone', 'children', 'offline_access'];

/** What a service keeps of a sign-in that it began. */
interface Begun {
  readonly address: string;
  readonly checks: client.AuthorizationCodeGrantChecks;
}

/** A service that signs people in through us, by a library that others use too. */
export class RelyingParty {
  private constructor(private readonly config: client.Configuration) {}

  /** As the bureau registers it. Reads the discovery document. */
  static async registeredAt(serverUrl: string): Promise<RelyingParty> {
    const api = await request.newContext({ baseURL: serverUrl, extraHTTPHeaders: { Origin: serverUrl } });
    await api.post('/api/v1/sessions', { data: { login: OFFICER, password: DEMO_PASSWORD } });
    const registered = await api.post('/api/v1/oauth-clients', {
      data: {
        kind: 'confidential',
        auth_method: 'client_secret_basic',
        settings: {
          names: [
            { language: 'zh-TW', name: SERVICE_NAME },
            { language: 'en', name: 'Campus payment' },
          ],
          redirect_uris: [CALLBACK],
          post_logout_redirect_uris: [GOODBYE],
          scopes: SCOPES,
          id_token_algorithm: 'ES256',
        },
      },
    });
    expect(registered.status(), await registered.text()).toBe(201);
    const issued = (await registered.json()) as { client: { id: string }; client_secret: string };
    await api.dispose();
    const authentication = client.ClientSecretBasic(issued.client_secret);
    const config = await client.discovery(new URL(serverUrl), issued.client.id, undefined, authentication, {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    });
    return new RelyingParty(config);
  }

  /** Gives the browser the service's pages. */
  async opensItsPagesIn(page: Page): Promise<void> {
    const contentType = 'text/html; charset=utf-8';
    await page.context().route(`${SERVICE}/**`, (route) =>
      route.fulfill({ contentType, body: '<!doctype html><title>pay</title><h1>pay</h1>' }),
    );
    // Where a redirection leads is asked of the network and not of the route above; where a page leads, is.
    await page.context().route(/\/oauth\/(authorize|logout)/, async (route) => {
      const response = await route.fetch({ maxRedirects: 0 });
      const to = response.headers()['location'] ?? '';
      if (!to.startsWith(`${SERVICE}/`)) return route.fulfill({ response });
      const body = `<!doctype html><meta http-equiv="refresh" content="0;url=${to.replaceAll('&', '&amp;')}">`;
      return route.fulfill({ contentType, body });
    });
  }

  async begins(parameters: Record<string, string> = {}): Promise<Begun> {
    const [pkceCodeVerifier, expectedState, expectedNonce] = [
      client.randomPKCECodeVerifier(),
      client.randomState(),
      client.randomNonce(),
    ];
    const address = client.buildAuthorizationUrl(this.config, {
      redirect_uri: CALLBACK,
      scope: SCOPES.join(' '),
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
      ...parameters,
    });
    return { address: address.href, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
  }

  /** The browser has come back; its code becomes tokens. */
  async exchanges(page: Page, { checks }: Begun) {
    await expect(page).toHaveURL(new RegExp(`^${CALLBACK}\\?`));
    return client.authorizationCodeGrant(this.config, new URL(page.url()), checks);
  }

  userInfo(accessToken: string, subject: string): Promise<client.UserInfoResponse> {
    return client.fetchUserInfo(this.config, accessToken, subject);
  }

  refreshes(refreshToken: string) {
    return client.refreshTokenGrant(this.config, refreshToken);
  }

  revokes(token: string): Promise<void> {
    return client.tokenRevocation(this.config, token);
  }

  signOutAddress(idToken: string): string {
    const parameters = { id_token_hint: idToken, post_logout_redirect_uri: GOODBYE };
    return client.buildEndSessionUrl(this.config, parameters).href;
  }
}
