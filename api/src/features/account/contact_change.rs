//! A new e-mail address or mobile number, proved by a code that went there.

use super::{
    opening::{sign_in_name, sign_in_name_index, sign_in_names},
    own, repository, service,
};
use crate::{
    database::Transaction,
    entity::account,
    features::{audit, contact_verification, oauth},
    http::authority::SignedIn,
    jobs::{self, Job, SendContactChanged},
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    account::{ChangeContact, OwnAccount},
    audit::AuditAction,
    contact::{EmailAddress, MobileNumber},
    language::Language,
    problem::ProblemCode,
    verification::{ContactAddress, ContactChannel, VerificationPurpose},
};

/// Takes what the code proved as the account's own. A new e-mail address ends the other sessions, and the links
/// that went to the old one.
pub(super) async fn change(
    state: &State,
    signed_in: &SignedIn,
    language: Language,
    change: ChangeContact,
) -> ApiResult<OwnAccount> {
    let account = repository::find(state.database.reader(), signed_in.account).await?;
    let account = account.ok_or(ProblemCode::NotSignedIn)?;
    service::check_current_password(state, &account, &change.current_password).await?;
    let (now, transaction) = (state.now(), state.database.begin().await?);
    let purpose = VerificationPurpose::ContactChange;
    let (transaction, proved) =
        contact_verification::take_code(state, transaction, change.verification_id, &change.code, purpose).await?;
    // Another password or a sign-out while the hash was computed: then nobody is signed in here any more.
    let before = repository::find_with_password(&*transaction, account.id, &account.password_hash).await?;
    let before = before.ok_or(ProblemCode::NotSignedIn)?;
    if repository::find_live_session(&*transaction, signed_in.session, now).await?.is_none() {
        return Err(ProblemCode::NotSignedIn.into());
    }
    if take_address(state, &transaction, &before, &proved.address).await? {
        if proved.address.channel() == ContactChannel::Email {
            repository::end_tokens_of(&*transaction, before.id, now).await?;
            repository::revoke_other_sessions_of(&*transaction, before.id, signed_in.session, now).await?;
            oauth::end_with_other_sessions(state, &*transaction, before.id, signed_in.session).await?;
        }
        let notice = SendContactChanged {
            to: before.email,
            account: before.id,
            channel: proved.address.channel(),
            new_masked: proved.address.masked(),
            changed_at: now,
            language,
        };
        jobs::enqueue(state, &*transaction, &Job::SendContactChanged(notice)).await?;
        audit::record(state, &*transaction, [service::event(before.id, AuditAction::ContactChanged)]).await?;
    }
    let changed = own::read(state, &*transaction, signed_in.account).await?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(changed)
}

/// Writes the address, and the best sign-in name that is free with it. Returns whether it is another than before.
async fn take_address(
    state: &State,
    transaction: &Transaction,
    before: &account::Model,
    address: &ContactAddress,
) -> ApiResult<bool> {
    let broken = |what: &str| ApiError::internal(anyhow::anyhow!("account {} holds no {what}", before.id));
    let old_email = EmailAddress::parse(&before.email).map_err(|_| broken("e-mail address"))?;
    let old_mobile = state.keys.open_text(account::MOBILE, before.id, &before.mobile_sealed)?;
    let old_mobile = MobileNumber::parse(&old_mobile).map_err(|_| broken("mobile number"))?;
    let mut row = before.clone();
    let (email, mobile) = match address {
        ContactAddress::Email(email) => {
            row.email = email.as_str().into();
            row.email_is_proved = true;
            (email.clone(), old_mobile.clone())
        }
        ContactAddress::Mobile(mobile) => {
            row.mobile_sealed = state.keys.seal(account::MOBILE, row.id, mobile.as_str().as_bytes());
            (old_email.clone(), mobile.clone())
        }
    };
    let [by_email, by_mobile, ours] = sign_in_names(&email, &mobile);
    // A name of ours that the person knows already is better than a new one.
    let present = sign_in_name(state, before)?;
    let is_ours = present != old_email.as_str() && present != old_mobile.as_str();
    for name in [by_email, by_mobile, if is_ours { present } else { ours }] {
        row.sign_in_name_sealed = state.keys.seal(account::SIGN_IN_NAME, row.id, name.as_bytes());
        row.sign_in_name_index = sign_in_name_index(state, &name);
        if repository::update_if_free(transaction, row.clone()).await? {
            return Ok(email != old_email || mobile != old_mobile);
        }
    }
    Err(ApiError::internal(anyhow::anyhow!("no sign-in name was free")))
}
