//! Tells a parent why an application came back, with a link straight to the correction.

use super::{Job, JobError, counting};
use crate::{
    features::{
        binding,
        mail_delivery::{self, About},
        notification,
    },
    locale,
    state::State,
};
use shared_types::{
    application::{ApplicationStatus, ReturnReason},
    language::Language,
    mail::MailKind,
};
use uuid::Uuid;

pub(super) async fn run(
    state: &State,
    id: Uuid,
    application: Uuid,
    version: i32,
    is_counted: bool,
    is_reminder: bool,
) -> Result<(), JobError> {
    let notice = binding::return_notice(state, application).await?;
    if notice.status != ApplicationStatus::Returned || notice.version != version {
        // Sent again or cancelled meanwhile: the mail would only confuse.
        return Ok(());
    }
    if !notice.is_proved && !is_counted {
        let job = |is_counted: bool| Job::SendApplicationReturned { application, version, is_counted, is_reminder };
        return counting::count(state, &notice.email, &job(true), &job(false)).await;
    }
    let context = minijinja::context! {
        name => notice.applicant_name,
        // A stranger's mailbox may stand behind an address that nobody has proved: nothing about the child goes there.
        student => notice.is_proved.then_some(notice.student_name_masked),
        reference => notice.reference,
        is_reminder,
        reason => notice.reason.map(|reason| in_words(notice.language, reason)),
        correction_url => state.page_url(&format!("/correct/{application}")),
    };
    let mail = notification::render("application_returned", notice.language, &notice.email, id, state, context)?;
    let kind = if is_reminder { MailKind::Reminder } else { MailKind::ApplicationReturned };
    mail_delivery::send(state, &mail, kind, About::Application(application)).await
}

/// A line for each ground, in the reader's language, and one for what the teacher adds.
fn in_words(language: Language, reason: ReturnReason) -> Vec<String> {
    let grounds =
        reason.grounds.iter().map(|ground| locale::text(language, &format!("return.{}", ground.code())).into());
    let note = reason.note.map(|note| locale::text(language, "return.note").replace("{note}", &note));
    grounds.chain(note).collect()
}
