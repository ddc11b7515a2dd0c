//! Tells a carer or a guardian that a delegation was recorded, or that it ended. Whom, and whether still, is asked when
//! it leaves.

use super::JobError;
use crate::{
    features::{
        account, delegation,
        mail_delivery::{self, About},
        notification,
    },
    state::State,
};
use serde::{Deserialize, Serialize};
use shared_types::{mail::MailKind, taiwan_time};
use uuid::Uuid;

#[derive(Serialize, Deserialize)]
pub struct SendDelegationNotice {
    /// The carer, or a guardian of the child.
    pub account: Uuid,
    pub delegation: Uuid,
    pub is_ended: bool,
}

impl SendDelegationNotice {
    pub(super) async fn run(&self, state: &State, id: Uuid) -> Result<(), JobError> {
        let told = delegation::notice(state, self.account, self.delegation, self.is_ended).await?;
        let Some(notice) = told else { return Ok(()) };
        let Some(person) = account::contact(state, self.account).await? else { return Ok(()) };
        if !person.email_is_proved {
            // Somebody else may read what goes there.
            return Ok(());
        }
        let language = notice.language;
        let context = minijinja::context! {
            name => &person.name,
            student => notice.student_name_masked,
            carer => notice.carer_name_masked,
            first_day => taiwan_time::date(notice.starts_at, language),
            last_day => taiwan_time::last_day(notice.ends_at, language),
            is_ended => self.is_ended,
            children_url => state.page_url("/children"),
        };
        let template = if notice.is_carer { "entrusted_child" } else { "carer_notice" };
        let mail = notification::render(template, language, &person.email, id, state, context)?;
        mail_delivery::send(state, &mail, MailKind::DelegationNotice, About::Account(self.account)).await
    }
}
