//! Opening accounts: on approval, and from a school's import.

use super::{bindings, repository};
use crate::{
    ambient::{Millis, random_bytes},
    database::{Transaction, millis},
    entity::{account, activation_token, binding},
    features::{
        audit::{self, By, Event},
        binding as applications, objection, policy, protection, roster, staff,
    },
    jobs::{self, GuardianNews, Job, SendAccountReady},
    problem::{ApiError, ApiResult},
    state::State,
};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::ConnectionTrait;
use shared_types::{
    audit::{AuditAction, AuditSubject},
    contact::{EmailAddress, MobileNumber},
    language::Language,
    national_id::NationalId,
    problem::ProblemCode,
    relationship::Relationship,
    text,
};
use time::Duration;
use uuid::Uuid;

/// The initial password is the last six of the ID number [T][S][C]; it works for so long.
const INITIAL_PASSWORD_LIVES: Duration = Duration::days(14);
/// The link of the approval mail works for so long.
const ACTIVATION_LIVES: Duration = Duration::hours(72);

/// Whom a mail goes to.
pub struct Contact {
    pub name: String,
    pub email: String,
    pub email_is_proved: bool,
    pub sign_in_name: String,
    /// False for as long as only the initial password was set.
    pub has_own_password: bool,
    /// False also of an account that was opened without one.
    pub has_initial_password: bool,
}

/// A person who gets an account.
pub struct NewAccount {
    pub name: String,
    pub email: EmailAddress,
    /// Whether a code that was sent there came back.
    pub email_is_proved: bool,
    pub national_id: NationalId,
    pub mobile: MobileNumber,
    /// PHC string of the initial password, for as long as the city wants one.
    pub password_hash: String,
}

/// Opens the account of an approved application, or finds the person's own, and binds it to the
/// child; the mail about it is written along. Does nothing when that was done before, when the
/// e-mail address of a new account has yet to be confirmed, or when a guardian's objection has yet to be settled.
///
/// # Errors
/// The database's.
pub async fn open_for_application(state: &State, application: Uuid) -> ApiResult<()> {
    let Some(row) = applications::find_approved(state.database.reader(), application).await? else { return Ok(()) };
    let national_id = applications::national_id(state, &row.application)?;
    // Hashed before the transaction: nobody waits for the database meanwhile.
    let known = repository::find_by_national_id(state.database.reader(), &row.application.national_id_index).await?;
    let password_hash = match known {
        Some(_) => None,
        None if !row.application.email_is_proved => None,
        None => Some(state.passwords.hash(national_id.last_six()).await?),
    };
    let transaction = state.database.begin().await?;
    // Two approvals of one parent at once: the second finds the account that the first makes.
    applications::take_person_turn(&transaction, &row.application.national_id_index).await?;
    // A child that is sealed this moment: what was approved before is held, or carried out and then ended.
    roster::lock_students(&*transaction, [row.application.student_id]).await?;
    let Some(row) = applications::find_approved(&*transaction, application).await? else { return Ok(()) };
    if row.application.held_at.is_some() {
        // The protection desk's to carry out.
        return Ok(());
    }
    if objection::holds_up(&*transaction, &row.application).await? {
        // Whoever settles it asks for the account anew.
        return Ok(());
    }
    if let Some(waits_until) = applications::undo_until(state, &row.application).filter(|until| *until > state.now()) {
        jobs::enqueue_at(state, &*transaction, &Job::OpenAccount { application }, waits_until).await?;
        return Ok(transaction.commit().await?);
    }
    let known = repository::find_by_national_id(&*transaction, &row.application.national_id_index).await?;
    let (account, is_new) = match (known, password_hash) {
        (Some(account), _) => (account.id, false),
        (None, Some(password_hash)) => {
            let person = NewAccount {
                name: row.application.name.clone(),
                email: EmailAddress::parse(&row.application.email).map_err(|_| ApiError::new(ProblemCode::Internal))?,
                email_is_proved: true,
                mobile: applications::mobile(state, &row.application)?,
                national_id,
                password_hash,
            };
            let account = create(state, &*transaction, person).await?;
            // Those that waited for a confirmation have an account now.
            applications::open_waiting(state, &transaction, &row.application.national_id_index, application).await?;
            (account, true)
        }
        // Confirming it asks for the account anew.
        (None, None) if !row.application.email_is_proved => return Ok(()),
        // It was confirmed, or an account went away, this moment: another round will hash.
        (None, None) => return Err(ProblemCode::Unavailable.into()),
    };
    if !applications::set_account(&*transaction, application, account).await? {
        return Ok(());
    }
    let relationship = applications::relationship_of(&row.application.relationship)?;
    bind(state, &transaction, row.application.student_id, account, Some(application), relationship).await?;
    objection::tell_guardians(state, &transaction, &row.application, GuardianNews::Bound, state.now()).await?;
    let mail = SendAccountReady::about(&*transaction, &row.application, account, is_new).await?;
    jobs::enqueue(state, &*transaction, &Job::SendAccountReady(mail)).await?;
    transaction.commit().await?;
    Ok(())
}

/// Makes an account, with the initial password unless the city has switched that off: then the link in the mail is the
/// only way in.
///
/// The sign-in name is the e-mail address; for the second of two people who share it, the mobile number; for
/// one who shares that too, a name of ours.
///
/// # Errors
/// The database's.
pub async fn create(state: &State, connection: &impl ConnectionTrait, person: NewAccount) -> ApiResult<Uuid> {
    let (id, now) = (state.new_id(), state.now());
    let has_password = policy::in_force(connection).await?.initial_password_from_id;
    let mut row = account::Model {
        id,
        name: person.name,
        display_name: None,
        email: person.email.as_str().into(),
        email_is_proved: person.email_is_proved,
        sign_in_name_sealed: Vec::new(),
        sign_in_name_index: Vec::new(),
        national_id_sealed: state.keys.seal(account::NATIONAL_ID, id, person.national_id.reveal().as_bytes()),
        national_id_index: state.keys.national_id_index(&person.national_id),
        mobile_sealed: state.keys.seal(account::MOBILE, id, person.mobile.as_str().as_bytes()),
        // No hash: no password is right.
        password_hash: if has_password { person.password_hash } else { String::new() },
        password_is_initial: true,
        initial_password_expires_at: has_password.then(|| millis(now + INITIAL_PASSWORD_LIVES)),
        initial_password_failures: 0,
        created_at: millis(now),
    };
    for name in sign_in_names(&person.email, &person.mobile) {
        row.sign_in_name_sealed = state.keys.seal(account::SIGN_IN_NAME, id, name.as_bytes());
        row.sign_in_name_index = sign_in_name_index(state, &name);
        if repository::insert_if_free(connection, row.clone()).await? {
            let opened = Event::new(By::SYSTEM, AuditAction::AccountOpened).to(AuditSubject::Account, id);
            audit::record(state, connection, [opened]).await?;
            return Ok(id);
        }
    }
    Err(ApiError::internal(anyhow::anyhow!("no sign-in name was free")))
}

/// What somebody can sign in with, best first. The last is ours: forty random bits are nobody's.
pub(super) fn sign_in_names(email: &EmailAddress, mobile: &MobileNumber) -> [String; 3] {
    [
        email.as_str().into(),
        mobile.as_str().into(),
        format!("k{}", applications::model::letters(random_bytes()).to_lowercase()),
    ]
}

/// What accounts are found by when somebody signs in.
pub fn sign_in_name_index(state: &State, name: &str) -> Vec<u8> {
    state.keys.blind_index("sign_in_name", name)
}

/// A sign-in name as typed, in its normal form.
pub(super) fn read_sign_in_name(typed: &str) -> String {
    match (EmailAddress::parse(typed), MobileNumber::parse(typed)) {
        (Ok(email), _) => email.as_str().into(),
        (_, Ok(mobile)) => mobile.as_str().into(),
        _ => text::normalise_identifier(typed).to_lowercase(),
    }
}

/// Binds an account to a child as a guardian's, unless it is; a delegation of the account ends then. A school's list
/// binds nobody to a protected child, and nobody whose binding to the child has ended: it would undo a revocation.
///
/// # Errors
/// The database's.
pub async fn bind(
    state: &State,
    transaction: &Transaction,
    student: Uuid,
    account: Uuid,
    application: Option<Uuid>,
    relationship: Relationship,
) -> ApiResult<()> {
    if application.is_none() {
        roster::lock_students(&**transaction, [student]).await?;
        if protection::is_sealed(&**transaction, student).await? {
            return Ok(());
        }
    }
    if repository::bindings::find_guardians(&**transaction, student, account).await?.is_some() {
        return Ok(());
    }
    if application.is_none() && repository::bindings::was_guardian(&**transaction, student, account).await? {
        return Ok(());
    }
    for carer in repository::bindings::carers(&**transaction, student, account).await? {
        bindings::end_binding(state, transaction, By::SYSTEM, AuditAction::BindingEnded, &carer).await?;
    }
    let row = binding::Model {
        id: state.new_id(),
        student_id: student,
        account_id: account,
        application_id: application,
        relationship: relationship.code().into(),
        bound_at: millis(state.now()),
        ends_at: None,
        ended_at: None,
        ended_by_seal: None,
    };
    insert_binding(state, &**transaction, By::SYSTEM, row).await
}

/// Binds an account to a child as a carer's, from the beginning of a period until its end. Returns the binding.
///
/// # Errors
/// The database's.
pub async fn bind_carer(
    state: &State,
    connection: &impl ConnectionTrait,
    by: By,
    (student, account): (Uuid, Uuid),
    (starts_at, ends_at): (Millis, Millis),
) -> ApiResult<Uuid> {
    let id = state.new_id();
    let row = binding::Model {
        id,
        student_id: student,
        account_id: account,
        application_id: None,
        relationship: Relationship::Other.code().into(),
        bound_at: starts_at,
        ends_at: Some(ends_at),
        ended_at: None,
        ended_by_seal: None,
    };
    insert_binding(state, connection, by, row).await?;
    Ok(id)
}

async fn insert_binding(
    state: &State,
    connection: &impl ConnectionTrait,
    by: By,
    row: binding::Model,
) -> ApiResult<()> {
    let bound = Event::new(by, AuditAction::Bound).to(AuditSubject::Binding, row.id);
    repository::bindings::insert(connection, row).await?;
    audit::record(state, connection, [bound]).await
}

/// What came of asking for a new way in.
pub enum Reissued {
    Enqueued,
    /// Nobody signs in with that name.
    Unknown,
    /// It was typed in once and never proved: a link sent there might open the account to a stranger.
    AddressNotProved,
}

/// A new way in for somebody whose initial password and link are over, or who forgot the password: mails
/// a link to set another, and gives an initial password its days and tries back.
///
/// Whoever runs it has made sure who asks; `address_checked`: and that the address is that person's.
///
/// # Errors
/// The database's.
pub async fn reissue(
    state: &State,
    sign_in_name: &str,
    language: Language,
    address_checked: bool,
) -> ApiResult<Reissued> {
    let index = sign_in_name_index(state, &read_sign_in_name(sign_in_name));
    let transaction = state.database.begin().await?;
    let Some(account) = repository::find_by_sign_in_name(&*transaction, &index).await? else {
        return Ok(Reissued::Unknown);
    };
    if !(account.email_is_proved || address_checked) {
        return Ok(Reissued::AddressNotProved);
    }
    repository::renew_initial_password(&*transaction, account.id, state.now() + INITIAL_PASSWORD_LIVES).await?;
    let link = Job::SendPasswordLink { account: account.id, language, is_new_carer: false };
    jobs::enqueue(state, &*transaction, &link).await?;
    let issued = Event::new(By::OPERATOR, AuditAction::PasswordLinkIssued).to(AuditSubject::Account, account.id);
    audit::record(state, &*transaction, [issued]).await?;
    transaction.commit().await?;
    Ok(Reissued::Enqueued)
}

/// A link to set a password with, which ends the earlier ones; only its secret's fingerprint is kept.
///
/// # Errors
/// The database's.
pub async fn activation_url(state: &State, account: Uuid) -> ApiResult<String> {
    let (id, now, secret) = (state.new_id(), state.now(), BASE64URL_NOPAD.encode(&random_bytes::<32>()));
    let transaction = state.database.begin().await?;
    repository::end_tokens_of(&*transaction, account, now).await?;
    let row = activation_token::Model {
        id,
        account_id: account,
        token_hash: token_hash(state, &secret),
        expires_at: millis(now + ACTIVATION_LIVES),
        used_at: None,
    };
    repository::insert_token(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(state.page_url(&format!("/activate#{secret}")))
}

pub(super) fn token_hash(state: &State, secret: &str) -> Vec<u8> {
    state.keys.blind_index("activation_token", secret)
}

/// Whom a mail about an account goes to; none when its owner has had all data deleted.
///
/// # Errors
/// `not_found`; the database's.
pub async fn contact(state: &State, account: Uuid) -> ApiResult<Option<Contact>> {
    let row = repository::find(state.database.reader(), account).await?.ok_or(ProblemCode::NotFound)?;
    if row.email.is_empty() {
        return Ok(None);
    }
    let sign_in_name = sign_in_name(state, &row)?;
    Ok(Some(Contact {
        name: row.shown_name().into(),
        email_is_proved: row.email_is_proved,
        email: row.email,
        sign_in_name,
        has_own_password: !row.password_is_initial,
        has_initial_password: row.password_is_initial && !row.password_hash.is_empty(),
    }))
}

/// The same of a mail about what came of an application: where nobody has proved the account's address, but somebody
/// the one that the application came with, it goes there, and masks what is the account's.
///
/// # Errors
/// As [`contact`].
pub async fn contact_about(state: &State, account: Uuid, application: Option<Uuid>) -> ApiResult<Option<Contact>> {
    let found = contact(state, account).await?;
    let (Some(of_account), Some(application)) = (&found, application) else { return Ok(found) };
    if of_account.email_is_proved {
        return Ok(found);
    }
    let Some((own, _)) = applications::proved_contact(state, application).await? else { return Ok(found) };
    let sign_in_name = masked_sign_in_name(&of_account.sign_in_name);
    Ok(found.map(|found| Contact { name: own.name, email: own.email, email_is_proved: true, sign_in_name, ..found }))
}

/// One of ours says nothing about anybody.
fn masked_sign_in_name(name: &str) -> String {
    match (EmailAddress::parse(name), MobileNumber::parse(name)) {
        (Ok(email), _) => email.masked(),
        (_, Ok(mobile)) => mobile.masked(),
        _ => name.into(),
    }
}

pub(super) fn sign_in_name(state: &State, row: &account::Model) -> ApiResult<String> {
    Ok(state.keys.open_text(account::SIGN_IN_NAME, row.id, &row.sign_in_name_sealed)?)
}

/// The account of a person, by ID number.
///
/// # Errors
/// The database's.
pub async fn find_by_national_id(
    state: &State,
    connection: &impl ConnectionTrait,
    national_id: &NationalId,
) -> ApiResult<Option<Uuid>> {
    let index = state.keys.national_id_index(national_id);
    Ok(repository::find_by_national_id(connection, &index).await?.map(|row| row.id))
}

/// The account of whom somebody names, by sign-in name or ID number.
///
/// # Errors
/// The database's.
pub async fn find_named(state: &State, connection: &impl ConnectionTrait, typed: &str) -> ApiResult<Option<Uuid>> {
    if let Ok(national_id) = NationalId::parse(typed) {
        return find_by_national_id(state, connection, &national_id).await;
    }
    let index = sign_in_name_index(state, &read_sign_in_name(typed));
    Ok(repository::find_by_sign_in_name(connection, &index).await?.map(|row| row.id))
}

/// Gives every homeroom teacher of the demo city one known password.
///
/// # Errors
/// The database's.
pub async fn set_demo_password(state: &State, password: &str) -> anyhow::Result<()> {
    anyhow::ensure!(state.config.is_demo(), "known passwords are for the demo only");
    let hash = state.passwords.hash(password).await?;
    let transaction = state.database.begin().await?;
    for teacher in staff::holders(&*transaction, state.now()).await? {
        repository::set_password(&*transaction, teacher, &hash).await?;
    }
    Ok(transaction.commit().await?)
}
