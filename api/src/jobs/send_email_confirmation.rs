//! Mails the link that confirms an application's e-mail address.

use super::{Job, JobError, counting};
use crate::{
    features::{
        binding,
        mail_delivery::{self, About},
        notification,
    },
    state::State,
};
use shared_types::{mail::MailKind, person_name};
use uuid::Uuid;

pub(super) async fn run(state: &State, id: Uuid, application: Uuid, is_counted: bool) -> Result<(), JobError> {
    // None: confirmed meanwhile.
    let Some(notice) = binding::confirmation_notice(state, state.database.reader(), application).await? else {
        return Ok(());
    };
    if !is_counted {
        let job = |is_counted: bool| Job::SendEmailConfirmation { application, is_counted };
        return counting::count(state, &notice.email, &job(true), &job(false)).await;
    }
    let context = minijinja::context! {
        // Masked: the address may be a stranger's.
        name => person_name::masked(&notice.name),
        reference => notice.reference,
        confirmation_url => notice.url,
    };
    let mail = notification::render("email_confirmation", notice.language, &notice.email, id, state, context)?;
    mail_delivery::send(state, &mail, MailKind::EmailConfirmation, About::Application(application)).await
}
