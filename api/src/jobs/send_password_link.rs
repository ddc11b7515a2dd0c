//! A link to set a password with: for somebody who can't sign in any more, asked for by an operator, or for a carer
//! whose account the bureau's papers have opened.

use super::JobError;
use crate::{
    features::{
        account,
        mail_delivery::{self, About},
        notification,
    },
    state::State,
};
use shared_types::{language::Language, mail::MailKind};
use uuid::Uuid;

pub(super) async fn run(
    state: &State,
    id: Uuid,
    account: Uuid,
    language: Language,
    is_new_carer: bool,
) -> Result<(), JobError> {
    let Some(person) = account::contact(state, account).await? else { return Ok(()) };
    let context = minijinja::context! {
        name => &person.name,
        is_new_carer,
        sign_in_name => &person.sign_in_name,
        sign_in_url => state.page_url("/sign-in"),
        activation_url => account::activation_url(state, account).await?,
    };
    let mail = notification::render("password_link", language, &person.email, id, state, context)?;
    mail_delivery::send(state, &mail, MailKind::PasswordLink, About::Account(account)).await
}
