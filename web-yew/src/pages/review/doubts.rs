//! What is to be looked at before an application is approved: in the row, in the evidence, in the dialog that asks.

use super::papers::paper_tag;
use crate::{
    components::tag::{TagKind, tag},
    i18n::I18n,
};
use shared_types::{
    mail::MailState, objection::ObjectionState, registry::RegistryOutcome, relationship::RelationshipGroup,
    review::ReviewRow,
};
use yew::prelude::*;

/// The key of its words, and whether a row has it.
type Doubt = (&'static str, fn(&ReviewRow) -> bool);

/// Each with the words of its warning, the gravest first.
pub const DOUBTS: [Doubt; 7] = [
    ("review.approve_objections", is_objected_to),
    ("review.approve_upheld", |row| row.objection == Some(ObjectionState::Upheld)),
    ("review.approve_papers", |row| row.is_paper_missing),
    ("review.approve_guardians", |row| row.relationship.group() == RelationshipGroup::Guardian),
    ("review.approve_unconfirmed", |row| {
        row.registry.as_ref().is_some_and(|check| check.outcome != RegistryOutcome::Confirmed)
    }),
    ("review.approve_mails", has_lost_mail),
    ("review.approve_email", |row| !row.email_is_proved),
];

pub fn is_doubtful(row: &ReviewRow) -> bool {
    DOUBTS.iter().any(|(_, doubt)| doubt(row))
}

fn is_objected_to(row: &ReviewRow) -> bool {
    row.objection == Some(ObjectionState::Open)
}

fn has_lost_mail(row: &ReviewRow) -> bool {
    row.mail.as_ref().is_some_and(|mail| matches!(mail.state, MailState::Failed | MailState::Bounced))
}

/// The marks of objection, paper and mail, and that it is the reader's own.
pub fn marks(i18n: &I18n, row: &ReviewRow) -> Html {
    html! {
        <>
            if row.is_own { { " " }{ tag(TagKind::Info, i18n.t("review.own")) } }
            { objection(i18n, row) }
            { " " }{ paper_tag(i18n, row) }
            { undelivered(i18n, row) }
        </>
    }
}

/// That another guardian objects, and what became of it.
fn objection(i18n: &I18n, row: &ReviewRow) -> Html {
    let Some(state) = row.objection else { return Html::default() };
    let kind = match state {
        ObjectionState::Open => TagKind::Wait,
        ObjectionState::Upheld => TagKind::No,
        ObjectionState::Dismissed => TagKind::Info,
    };
    html! { <>{ " " }{ tag(kind, i18n.t(&format!("review.objection.{}", state.code()))) }</> }
}

/// That a mail about it didn't arrive.
fn undelivered(i18n: &I18n, row: &ReviewRow) -> Html {
    let failed = row.mail.as_ref().filter(|mail| mail.state != MailState::Sent);
    let words = failed.map(|mail| i18n.t(&format!("staff.mail_state.{}", mail.state.code())));
    words.map(|words| html! { <>{ " " }{ tag(TagKind::Plain, words) }</> }).unwrap_or_default()
}
