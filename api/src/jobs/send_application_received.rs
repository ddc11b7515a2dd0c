//! Confirms by mail that a form arrived, with the form as PDF. Only ever sent to an address that was proved: the form
//! has a signature on it.

use super::JobError;
use crate::{
    features::{
        binding::{self, PaperWanted},
        mail_delivery::{self, About},
        notification,
    },
    form_printer::PrintError,
    gateways::mail::Attachment,
    state::State,
};
use kinbind_application_form::ApplicationForm;
use shared_types::{mail::MailKind, taiwan_time};
use uuid::Uuid;

pub(super) async fn run(state: &State, id: Uuid, application: Uuid) -> Result<(), JobError> {
    let Some(notice) = binding::received_notice(state, application).await? else { return Ok(()) };
    let (language, email) = (notice.form.language, notice.email);
    let students = notice.form.children.iter().map(|child| format!("{} {}", child.school_name, child.name_masked));
    let told = minijinja::context! {
        name => &notice.form.applicant.name,
        reference => &notice.form.reference,
        students => students.collect::<Vec<_>>(),
        sent_at => taiwan_time::date_time(notice.sent_at, language),
        progress_url => &notice.form.progress_url,
        papers => notice.papers.iter().map(paper).collect::<Vec<_>>(),
    };
    let attachment = print(state, notice.form).await?;
    let context = minijinja::context! { has_form => attachment.is_some(), ..told };
    let mut mail = notification::render("application_received", language, &email, id, state, context)?;
    mail.attachments.extend(attachment);
    mail_delivery::send(state, &mail, MailKind::ApplicationReceived, About::Application(application)).await
}

fn paper(wanted: &PaperWanted) -> minijinja::Value {
    let PaperWanted { school, office, phone, until } = wanted;
    minijinja::context! { school, office, phone, until }
}

/// None where there can't be one: the mail is worth sending all the same.
async fn print(state: &State, form: ApplicationForm) -> Result<Option<Attachment>, JobError> {
    let file_name = binding::file_name(&form);
    match state.forms.print(form).await {
        Ok(form) => Ok(Some(Attachment { file_name, content_type: "application/pdf".into(), bytes: form.pdf })),
        Err(error @ PrintError::Busy) => Err(JobError::Again(error.into())),
        // The printer has logged why.
        Err(PrintError::Form(_) | PrintError::Panicked) => Ok(None),
    }
}
