//! Every answer that a test gets must be one that the OpenAPI document names for the operation.

use super::Answer;
use kinbind_api::app;
use reqwest::Method;
use serde_json::Value;
use std::sync::LazyLock;

static PATHS: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(app::openapi()).unwrap()["paths"].clone());

/// Panics at an answer that isn't documented.
#[track_caller]
pub fn check(method: &Method, path: &str, answer: &Answer) {
    let Some(operation) = operation(method, path) else { return };
    let response = &operation["responses"][answer.status.to_string()];
    assert!(response.is_object(), "{method} {path}: {} is not documented; {}", answer.status, answer.text());
    if answer.status >= 400 {
        let (code, documented) = (answer.value()["code"].clone(), response["description"].as_str().unwrap());
        let code = code.as_str().unwrap();
        assert!(
            documented.contains(&format!("`{code}`")),
            "{method} {path}: {} {code} is not documented",
            answer.status
        );
    }
}

fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let (_, item) = PATHS.as_object().unwrap().iter().find(|(template, _)| fits(template, path))?;
    item.get(method.as_str().to_lowercase())
}

fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(path).all(|(t, p)| t.starts_with('{') || *t == p)
}
