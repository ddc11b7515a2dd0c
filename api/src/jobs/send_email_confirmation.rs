//! Mails the link that confirms an application's e-mail address.

use super::JobError;
use crate::{
    features::{binding, notification},
    state::State,
};
use shared_types::person_name;
use uuid::Uuid;

pub(super) async fn run(state: &State, id: Uuid, application: Uuid) -> Result<(), JobError> {
    // None: confirmed meanwhile.
    let Some(notice) = binding::confirmation_notice(state, state.database.reader(), application).await? else {
        return Ok(());
    };
    let context = minijinja::context! {
        // Masked: the address may be a stranger's.
        name => person_name::masked(&notice.name),
        reference => notice.reference,
        confirmation_url => notice.url,
    };
    let mail = notification::render("email_confirmation", notice.language, &notice.email, id, state, context)?;
    Ok(state.mailers.send(&mail).await?)
}
