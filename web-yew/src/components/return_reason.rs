//! 退回事由, in the reader's language.

use crate::i18n::I18n;
use shared_types::application::{ReturnGround, ReturnReason};
use yew::prelude::*;

pub fn ground_words(i18n: &I18n, ground: ReturnGround) -> AttrValue {
    i18n.t(&format!("return.{}", ground.code()))
}

/// Each ground, and what the teacher adds.
pub fn reason_lines(i18n: &I18n, reason: &ReturnReason) -> Vec<AttrValue> {
    let grounds = reason.grounds.iter().map(|ground| ground_words(i18n, *ground));
    let note = reason.note.as_ref().map(|note| i18n.with("return.note", &[("note", note)]));
    grounds.chain(note).collect()
}

pub fn reason_paragraphs(i18n: &I18n, reason: &ReturnReason) -> Html {
    html! { <>{ for reason_lines(i18n, reason).into_iter().map(|line| html! { <p>{ line }</p> }) }</> }
}
