//! The mail of [T]: the account is there, how to sign in. Somebody who had an account is told that the child is
//! bound to it.

use super::JobError;
use crate::{
    entity::binding_application,
    features::{
        account, binding,
        mail_delivery::{self, About},
        notification, roster,
    },
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use shared_types::{language::Language, mail::MailKind, person_name, problem::ProblemCode, taiwan_time};
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendAccountReady {
    pub account: Uuid,
    /// The one that led to it.
    pub application: Uuid,
    /// False when the person had one before.
    pub is_new: bool,
    pub student_name_masked: String,
    #[serde(with = "time::serde::rfc3339")]
    pub submitted_at: OffsetDateTime,
    pub language: Language,
}

impl SendAccountReady {
    /// About an application that led to that account.
    ///
    /// # Errors
    /// The database's.
    pub async fn about(
        connection: &impl ConnectionTrait,
        row: &binding_application::Model,
        account: Uuid,
        is_new: bool,
    ) -> ApiResult<Self> {
        let students = roster::students_by_id(connection, [row.student_id]).await?;
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        Ok(Self {
            account,
            application: row.id,
            is_new,
            student_name_masked: person_name::masked(&student.name),
            submitted_at: *row.submitted_at,
            language: binding::language_of(connection, row).await?,
        })
    }

    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let found = account::contact_about(state, self.account, Some(self.application)).await?;
        let Some(person) = found else { return Ok(()) };
        if self.is_new && person.has_own_password {
            // Sent before and used already; this is the second run of a job whose worker died.
            return Ok(());
        }
        if !self.is_new && binding::find_approved(state.database.reader(), self.application).await?.is_none() {
            // The binding has ended in the meantime: the mail would tell of what isn't there.
            return Ok(());
        }
        let activation_url = match self.is_new {
            // Made here and not in the decision, so that the link is nowhere but in the mail. Its address was proved
            // before the account opened.
            true => Some(account::activation_url(state, self.account).await?),
            false => None,
        };
        let context = minijinja::context! {
            name => &person.name,
            sign_in_name => &person.sign_in_name,
            // Somebody else may read what goes to an address that nobody has proved, such as a school's list brings.
            student => person.email_is_proved.then_some(&self.student_name_masked),
            submitted_at => submitted_at(self.submitted_at),
            has_own_password => person.has_own_password,
            has_initial_password => person.has_initial_password,
            sign_in_url => state.page_url("/sign-in"),
            activation_url,
        };
        let template = if self.is_new { "account_opened" } else { "child_bound" };
        let mail = notification::render(template, self.language, &person.email, id, state, context)?;
        let kind = if self.is_new { MailKind::AccountOpened } else { MailKind::ChildBound };
        mail_delivery::send(state, &mail, kind, About::Application(self.application)).await
    }
}

/// `2020/08/14 15:03:46`, as in the mail of [T].
fn submitted_at(moment: OffsetDateTime) -> String {
    let local = taiwan_time::in_taipei(moment);
    let (hour, minute, second) = local.to_hms();
    format!("{}/{:02}/{:02} {hour:02}:{minute:02}:{second:02}", local.year(), u8::from(local.month()), local.day())
}
