//! The document is the contract: what it says of errors is what the server answers.

use kinbind_api::{app, problem::status_of};
use serde_json::Value;
use shared_types::problem::ProblemCode;
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::to_value(app::openapi()).unwrap()
}

/// (operation, status, description) of every response of every operation.
fn responses(document: &Value) -> Vec<(String, u16, String)> {
    let mut responses = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().unwrap() {
                let description = response["description"].as_str().unwrap().to_owned();
                responses.push((format!("{method} {path}"), status.parse().unwrap(), description));
            }
        }
    }
    assert!(responses.len() > 100, "{} responses", responses.len());
    responses
}

/// The codes that a description names: `like_this`.
fn codes(description: &str) -> Vec<ProblemCode> {
    description.split('`').skip(1).step_by(2).filter_map(ProblemCode::from_code).collect()
}

#[test]
fn every_documented_error_names_its_codes_and_has_their_status() {
    for (operation, status, description) in responses(&document()) {
        let codes = codes(&description);
        assert_eq!(codes.is_empty(), status < 400, "{operation} {status}: {description}");
        for code in codes {
            assert_eq!(status_of(code).as_u16(), status, "{operation}: {}", code.code());
        }
    }
}

#[test]
fn every_code_is_documented_somewhere() {
    let documented: BTreeSet<_> = responses(&document())
        .iter()
        .flat_map(|(_, _, description)| codes(description))
        .map(ProblemCode::code)
        .collect();
    for code in ProblemCode::ALL {
        // Where no operation is, none can document it; a row of a batch has no status of its own.
        let is_of_a_row =
            matches!(code, ProblemCode::UndoExpired | ProblemCode::PaperMissing | ProblemCode::ObjectionOpen);
        if !is_of_a_row && code != ProblemCode::MethodNotAllowed {
            assert!(documented.contains(code.code()), "{}", code.code());
        }
    }
}

/// A client that is generated from the document meets the words that are sent.
#[test]
fn closed_lists_are_documented_as_they_are_sent() {
    let document = document();
    let mut lists = 0;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let Some(words) = schema["enum"].as_array() else { continue };
        lists += 1;
        for word in words.iter().filter_map(Value::as_str) {
            let is_language = shared_types::language::Language::from_tag(word).is_some();
            let is_code = word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            // Words that others have chosen: of scopes, and of RFC 7518.
            let is_registered = ["bindings.read", "ES256", "RS256"].contains(&word);
            assert!(is_language || is_code || is_registered, "{name}: {word}");
        }
    }
    assert!(lists >= 15, "only {lists} closed lists");
    let codes = document["components"]["schemas"]["ProblemCode"]["enum"].as_array().unwrap();
    assert!(codes.iter().filter_map(Value::as_str).eq(ProblemCode::ALL.map(ProblemCode::code)));
}

#[test]
fn errors_are_problems_and_operations_explain_themselves() {
    let document = document();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for said in ["summary", "description", "operationId", "tags"] {
                assert!(!operation[said].is_null(), "{method} {path} has no {said}");
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                let is_problem = !response["content"]["application/problem+json"].is_null();
                assert_eq!(is_problem, status.starts_with(['4', '5']), "{method} {path} {status}");
            }
        }
    }
}
