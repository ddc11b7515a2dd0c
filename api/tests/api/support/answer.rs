//! What the server answered.

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An answer, read whole.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers, bytes: response.bytes().await.unwrap().to_vec() }
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body, which must be JSON; `value["items"][0]` reads on from there.
    #[track_caller]
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Goes on only if the status is that one.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Goes on only if it is that problem, told as RFC 9457 asks for, with a trace id.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), Some("application/problem+json"));
        let problem = self.value();
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        assert!(!problem["title"].as_str().unwrap().is_empty());
        assert_eq!(problem["trace_id"].as_str(), self.header("x-trace-id"));
        self
    }

    /// Goes on only if these fields are wrong, each in that way, and no other.
    #[track_caller]
    pub fn fields(self, expected: &[(&str, &str)]) -> Self {
        assert_eq!(
            self.field_errors(),
            expected.iter().map(|(p, c)| (p.to_string(), c.to_string())).collect::<Vec<_>>()
        );
        self
    }

    /// (pointer, code) of each wrong field.
    #[track_caller]
    pub fn field_errors(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let problem = self.value();
        let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
    }

    /// Seconds of `Retry-After`, which the body repeats.
    #[track_caller]
    pub fn retry_after(&self) -> i64 {
        let seconds: i64 = self.header("retry-after").expect("Retry-After").parse().unwrap();
        assert_eq!(self.value()["retry_after"], seconds);
        seconds
    }
}
