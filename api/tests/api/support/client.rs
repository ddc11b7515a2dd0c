//! A browser in as far as the API needs one: keeps cookies and says where a write comes from.

use super::{Answer, documented};
use reqwest::{Method, RequestBuilder, redirect::Policy};
use serde::Serialize;

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    origin: String,
}

impl Client {
    /// `base` is where the server listens, `origin` what it takes for its own address.
    pub fn new(base: &str, origin: &str) -> Self {
        let http = reqwest::Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy().build().unwrap();
        Self { http, base: base.into(), origin: origin.into() }
    }

    /// A request that can be made wrong in any way. Paths that begin with `/` are as they are, others
    /// lie under the API's base.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/api/v1/{path}") };
        let request = self.http.request(method.clone(), format!("{}{path}", self.base));
        if method == Method::GET { request } else { request.header("origin", &self.origin) }
    }

    /// The same browser at another replica.
    pub fn at(&self, base: &str, origin: &str) -> Self {
        Self { http: self.http.clone(), base: base.into(), origin: origin.into() }
    }

    /// Sends it; the answer must be a documented one.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().unwrap();
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let answer = Answer::read(self.http.execute(request).await.unwrap()).await;
        documented::check(&method, &path, &answer);
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: impl Serialize) -> Answer {
        self.send(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: impl Serialize) -> Answer {
        self.send(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// A write whose body is not made by us.
    pub async fn post_text(&self, path: &str, text: impl Into<String>) -> Answer {
        let request = self.request(Method::POST, path).header("content-type", "application/json");
        self.send(request.body(text.into())).await
    }

    /// A write without a body.
    pub async fn post_nothing(&self, path: &str) -> Answer {
        self.send(self.request(Method::POST, path)).await
    }
}
