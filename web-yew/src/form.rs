//! What is wrong with a form: the same words in the summary on top and beside each field.

use crate::{api::ApiError, i18n::I18n};
use shared_types::{
    check::Verdict,
    problem::{FieldCode, ProblemCode},
};
use std::{
    borrow::Cow,
    sync::atomic::{AtomicU32, Ordering},
};
use yew::prelude::*;

/// Judges what was typed.
pub type Check = fn(&str) -> Verdict;

/// One wrong field.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldMessage {
    /// The id of the field's element, where the summary leads.
    pub field: &'static str,
    pub label: AttrValue,
    pub text: AttrValue,
    /// Tells the messages of two attempts apart even where the words are the same.
    pub attempt: u32,
}

/// The outcome of checking a form, by us or by the API.
#[derive(Clone, PartialEq, Debug)]
pub struct FormErrors {
    /// Concerns the form as a whole.
    pub general: Option<AttrValue>,
    pub fields: Vec<FieldMessage>,
    pub attempt: u32,
}

impl Default for FormErrors {
    fn default() -> Self {
        static ATTEMPTS: AtomicU32 = AtomicU32::new(1);
        Self { general: None, fields: Vec::new(), attempt: ATTEMPTS.fetch_add(1, Ordering::Relaxed) }
    }
}

/// Where a field of a request stands on the page.
pub struct FieldPlace {
    /// JSON Pointer into the request body.
    pub pointer: Cow<'static, str>,
    pub field: &'static str,
    pub label: AttrValue,
}

impl FormErrors {
    pub fn general(text: AttrValue) -> Self {
        Self { general: Some(text), ..Self::default() }
    }

    pub fn is_empty(&self) -> bool {
        self.general.is_none() && self.fields.is_empty()
    }

    /// Notes a verdict that isn't good.
    pub fn check(&mut self, i18n: &I18n, field: &'static str, label: AttrValue, verdict: Verdict) {
        if let Err(code) = verdict {
            self.add(field, label, words_at(i18n, field, code));
        }
    }

    pub fn add(&mut self, field: &'static str, label: AttrValue, text: AttrValue) {
        self.fields.push(FieldMessage { field, label, text, attempt: self.attempt });
    }

    /// The others, once that field is right.
    pub fn without(&self, field: &str) -> Self {
        let fields = self.fields.iter().filter(|message| message.field != field).cloned().collect();
        Self { fields, ..self.clone() }
    }

    /// What is wrong with this field.
    pub fn of(&self, field: &str) -> Option<FieldMessage> {
        self.fields.iter().find(|message| message.field == field).cloned()
    }

    /// The API's verdict. Errors of fields that the page doesn't have are said in general.
    pub fn from_api(i18n: &I18n, error: &ApiError, places: &[FieldPlace]) -> Self {
        let mut errors = Self::default();
        let named = error.problem().map(|problem| problem.errors.as_slice()).unwrap_or_default();
        for wrong in named {
            if let Some(place) = places.iter().find(|place| wrong.pointer == place.pointer.as_ref()) {
                // A problem of another kind says more than the code of the field it concerns.
                let words = match error.code() {
                    Some(ProblemCode::InvalidFields) => words_at(i18n, place.field, wrong.code),
                    _ => error.message(i18n),
                };
                errors.add(place.field, place.label.clone(), words);
            }
        }
        if errors.fields.is_empty() {
            // These concern a field without naming it.
            let concerned = match error.code() {
                Some(ProblemCode::WrongCredentials) => "/password",
                Some(ProblemCode::CodeExpired | ProblemCode::CodeUsedUp) => "/code",
                _ => "",
            };
            match places.iter().find(|place| place.pointer == concerned) {
                Some(place) => errors.add(place.field, place.label.clone(), error.message(i18n)),
                None => errors.general = Some(error.message(i18n)),
            }
        }
        errors
    }
}

/// The words for what is wrong with a field.
pub fn words_for(i18n: &I18n, code: FieldCode) -> AttrValue {
    i18n.t(&format!("field.{}", code.code()))
}

/// The same for a field that may have words of its own: a name can't be shortened as a note can.
pub fn words_at(i18n: &I18n, field: &str, code: FieldCode) -> AttrValue {
    let key = format!("field.{}.{field}", code.code());
    let own = i18n.t(&key);
    if own == key { words_for(i18n, code) } else { own }
}

/// Whether a form on the page is wrong, which the page's title says, and the form's way to tell.
#[hook]
pub fn use_wrong() -> (bool, Callback<bool>) {
    let wrong = use_state_eq(|| false);
    let tell = {
        let wrong = wrong.clone();
        Callback::from(move |now| wrong.set(now))
    };
    (*wrong, tell)
}
