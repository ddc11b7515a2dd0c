//! Signing in elsewhere: the OpenID Connect provider from outside, as services and attackers see it.

mod bearer;
mod clients;
mod codes;
mod ending;
mod forged;
mod keys;
mod logout;
mod machines;
mod pushed;
mod refresh;
mod sign_in;
mod tokens;
mod wrong_requests;

use crate::support::*;
use data_encoding::{BASE64, BASE64URL_NOPAD};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use shared_types::oauth::IssuedClient;
use std::collections::BTreeMap;

/// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CALLBACK: &str = "https://pay.example/callback";
const APP_CALLBACK: &str = "tw.edu.tp.cooc:/callback";
const SCOPES: [&str; 7] = ["openid", "profile", "email", "phone", "children", "applications", "offline_access"];

type Pairs<'a> = &'a [(&'a str, &'a str)];

/// A registered client.
#[derive(Clone)]
struct Service {
    id: String,
    secret: String,
    redirect_uri: String,
}

/// 校園繳費, before it is registered.
fn payment() -> Value {
    json!({
        "kind": "confidential",
        "auth_method": "client_secret_basic",
        "settings": {
            "names": [{ "language": "zh-TW", "name": "校園繳費" }, { "language": "en", "name": "Campus payment" }],
            "redirect_uris": [CALLBACK],
            "post_logout_redirect_uris": ["https://pay.example/bye"],
            "scopes": SCOPES,
            "id_token_algorithm": "ES256",
        },
    })
}

/// 酷課APP, on people's phones.
fn app() -> Value {
    let mut app = payment();
    (app["kind"], app["auth_method"], app["sector"]) = (json!("public"), json!("none"), json!("cooc.example"));
    app["settings"]["redirect_uris"] = json!([APP_CALLBACK, "http://127.0.0.1/callback"]);
    app["settings"]["post_logout_redirect_uris"] = json!([]);
    app
}

fn machine() -> Value {
    json!({
        "kind": "machine",
        "auth_method": "client_secret_post",
        "sector": "pay.example",
        "settings": {
            "names": [{ "language": "zh-TW", "name": "繳費批次" }],
            "scopes": ["bindings.read"],
            "id_token_algorithm": "ES256",
        },
    })
}

impl City {
    async fn register(&self, client: Value) -> Service {
        let redirect_uri = client["settings"]["redirect_uris"][0].as_str().unwrap_or_default().to_owned();
        let issued: IssuedClient = self.officer().await.post("oauth-clients", client).await.expect(201).json();
        Service { id: issued.client.id.to_string(), secret: issued.client_secret.unwrap_or_default(), redirect_uri }
    }

    /// A parent with a bound child, signed in.
    async fn parent(&self) -> Client {
        let lin = self.teacher("lin").await;
        self.bound(&WANG_DAMING, &[XIAOMING], &lin).await;
        self.settled(&WANG_DAMING).await
    }
}

fn encoded(pairs: Pairs<'_>) -> String {
    let mut url = Url::parse("x:y").unwrap();
    url.query_pairs_mut().extend_pairs(pairs);
    url.query().unwrap_or_default().to_owned()
}

impl Client {
    async fn post_form(&self, path: &str, pairs: Pairs<'_>) -> Answer {
        self.post_form_as(path, pairs, None).await
    }

    /// The same, with a name and a secret in `Authorization: Basic`.
    async fn post_form_as(&self, path: &str, pairs: Pairs<'_>, service: Option<&Service>) -> Answer {
        let mut request = self.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
        if let Some(Service { id, secret, .. }) = service {
            let basic = BASE64.encode(format!("{id}:{secret}").as_bytes());
            request = request.header("authorization", format!("Basic {basic}"));
        }
        self.send(request.body(encoded(pairs))).await
    }

    async fn get_with(&self, path: &str, token: &str) -> Answer {
        self.send(self.request(Method::GET, path).header("authorization", format!("Bearer {token}"))).await
    }

    /// Where the authorization endpoint sends the browser; what is given takes the place of what is usual, and an
    /// empty value takes it away.
    async fn authorize(&self, service: &Service, given: Pairs<'_>) -> Target {
        let usual = [
            ("client_id", service.id.as_str()),
            ("redirect_uri", &service.redirect_uri),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("state", "s t&te"),
            ("nonce", "n-0S6"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let mut asked: BTreeMap<&str, &str> = usual.into_iter().collect();
        asked.extend(given.iter().copied());
        let asked: Vec<_> = asked.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        Target::of(&self.get(&format!("/oauth/authorize?{}", encoded(&asked))).await)
    }

    /// The same, allowing what the person is asked for.
    async fn allow(&self, service: &Service, given: Pairs<'_>) -> Target {
        let asked = self.authorize(service, given).await;
        if asked.path() != "/consent-request" {
            return asked;
        }
        self.answer_request(&asked["request"], "allow").await
    }

    async fn answer_request(&self, request: &str, answer: &str) -> Target {
        let path = format!("authorization-requests/{request}/decisions");
        let decided = self.post(&path, json!({ "answer": answer })).await.expect(201).value();
        Target::at(decided["redirect_to"].as_str().unwrap())
    }
}

/// Where a browser is sent.
#[derive(Debug)]
struct Target {
    url: Url,
    parameters: BTreeMap<String, String>,
}

impl Target {
    #[track_caller]
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, 303, "{}", answer.text());
        Self::at(answer.header("location").unwrap())
    }

    #[track_caller]
    fn at(address: &str) -> Self {
        let url = Url::parse(address).unwrap();
        let parameters = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        Self { url, parameters }
    }

    fn path(&self) -> &str {
        self.url.path()
    }

    fn without_query(&self) -> &str {
        self.url.as_str().split('?').next().unwrap()
    }

    fn error(&self) -> Option<&str> {
        self.parameters.get("error").map(String::as_str)
    }
}

impl std::ops::Index<&str> for Target {
    type Output = String;

    #[track_caller]
    fn index(&self, name: &str) -> &String {
        self.parameters.get(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }
}

impl Service {
    /// Asks the token endpoint, proving itself.
    async fn token(&self, city: &City, pairs: Pairs<'_>) -> Answer {
        self.post(city, "/oauth/token", pairs).await
    }

    async fn post(&self, city: &City, path: &str, pairs: Pairs<'_>) -> Answer {
        if self.secret.is_empty() {
            let pairs: Vec<_> = pairs.iter().copied().chain([("client_id", self.id.as_str())]).collect();
            return city.client().post_form(path, &pairs).await;
        }
        city.client().post_form_as(path, pairs, Some(self)).await
    }

    async fn use_code(&self, city: &City, code: &str) -> Answer {
        let redirect_uri = self.redirect_uri.as_str();
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", VERIFIER),
        ];
        self.token(city, &pairs).await
    }

    async fn refresh(&self, city: &City, token: &str) -> Answer {
        self.token(city, &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn is_active(&self, city: &City, token: &str) -> bool {
        let answer = self.post(city, "/oauth/introspect", &[("token", token)]).await.expect(200).value();
        answer["active"].as_bool().unwrap()
    }

    /// Signs the person in and allows those scopes.
    async fn sign_in(&self, city: &City, person: &Client, scope: &str) -> Tokens {
        let back = person.allow(self, &[("scope", scope)]).await;
        Tokens(self.use_code(city, &back["code"]).await.expect(200).value())
    }
}

/// What the token endpoint answered.
struct Tokens(Value);

impl Tokens {
    fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.0))
    }

    fn access(&self) -> &str {
        self.text("access_token")
    }

    fn refresh(&self) -> &str {
        self.text("refresh_token")
    }

    fn id(&self) -> &str {
        self.text("id_token")
    }
}

/// (header, claims) of a JWT, unverified.
fn parts(token: &str) -> (Value, Value) {
    let read = |part: &str| serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap();
    let mut parts = token.split('.');
    (read(parts.next().unwrap()), read(parts.next().unwrap()))
}

/// The claims, if a published key verifies the token as every relying party does.
async fn verified(city: &City, token: &str) -> Option<Value> {
    let keys: jsonwebtoken::jwk::JwkSet = city.client().get("/oauth/jwks").await.expect(200).json();
    let header = jsonwebtoken::decode_header(token).unwrap();
    let key = keys.find(header.kid.as_deref().unwrap())?;
    let mut validation = jsonwebtoken::Validation::new(header.alg);
    // The city's clock runs ahead of ours.
    (validation.validate_exp, validation.validate_aud) = (false, false);
    let key = jsonwebtoken::DecodingKey::from_jwk(key).unwrap();
    jsonwebtoken::decode(token, &key, &validation).ok().map(|read| read.claims)
}

/// Goes on only if it is that error, as OAuth tells it.
trait Refused {
    fn refused(self, status: u16, error: &str) -> Self;
}

impl Refused for Answer {
    #[track_caller]
    fn refused(self, status: u16, error: &str) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.value()["error"], error, "{}", self.text());
        assert_eq!(self.header("cache-control"), Some("no-store"));
        self
    }
}
