//! Authority is a type: a handler that takes [`Decider`] can only be reached by one, and
//! repositories take the value to scope their queries.

use crate::{
    crypto::SessionKind,
    features::{account, contact_verification, staff},
    http::cookies,
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use shared_types::{account::Role, contact::EmailAddress, problem::ProblemCode, verification::ContactChannel};
use std::{future::Future, ops::Deref, pin::Pin};
use time::OffsetDateTime;
use uuid::Uuid;

type Extracting<T> = Pin<Box<dyn Future<Output = ApiResult<T>>>>;

/// Whoever entered a one-time code, or came from an account.
#[derive(Clone)]
pub struct Applicant {
    pub session: Uuid,
    /// The account that opened the session without a code.
    pub account: Option<Uuid>,
    pub channel: ContactChannel,
    /// The verified address.
    pub address: String,
    pub address_index: Vec<u8>,
    pub expires_at: OffsetDateTime,
}

impl Applicant {
    /// Whether a code that was sent to that address came back.
    pub fn has_proved(&self, email: &EmailAddress) -> bool {
        self.account.is_none() && self.channel == ContactChannel::Email && self.address == email.as_str()
    }
}

/// Whoever entered a password, the initial one included: may set a new one, look at and end the session.
#[derive(Clone)]
pub struct PasswordHolder {
    pub session: Uuid,
    pub account: Uuid,
    pub must_change_password: bool,
    /// When the password was entered.
    pub signed_in_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

/// Somebody with an account and a password of their own.
#[derive(Clone)]
pub struct SignedIn {
    pub session: Uuid,
    pub account: Uuid,
}

/// Who reads what the review is about: a homeroom teacher the own classes, a registrar those of the own schools, a
/// protection officer what is about protected children, which nobody else reaches.
#[derive(Clone)]
pub struct Reviewer {
    pub account: Uuid,
    /// When it was asked: what the roles were then.
    pub at: OffsetDateTime,
    /// Whether the own schools are reached besides the own classes.
    pub is_registrar: bool,
    pub is_protection_officer: bool,
}

impl Reviewer {
    /// Reaching no more than a homeroom teacher does.
    pub fn as_teacher(&self) -> Self {
        Self { is_registrar: false, is_protection_officer: false, ..self.clone() }
    }
}

/// Who decides: a homeroom teacher about the own classes, a protection officer about protected children.
#[derive(Clone)]
pub struct Decider(Reviewer);

impl Deref for Decider {
    type Target = Reviewer;

    fn deref(&self) -> &Reviewer {
        &self.0
    }
}

/// Whose applications: those of a verified address, those that an account's owner made, or, for
/// somebody who is both at once, both. At least one is there.
#[derive(Clone)]
pub struct ApplicationOwner {
    pub applicant: Option<Applicant>,
    pub account: Option<SignedIn>,
}

impl From<Applicant> for ApplicationOwner {
    fn from(applicant: Applicant) -> Self {
        Self { applicant: Some(applicant), account: None }
    }
}

impl ApplicationOwner {
    /// The account that somebody entered the password of.
    pub fn account_id(&self) -> Option<Uuid> {
        let opened_by = self.applicant.as_ref().and_then(|applicant| applicant.account);
        self.account.as_ref().map(|signed_in| signed_in.account).or(opened_by)
    }

    /// Whom limits count.
    pub fn subject(&self) -> String {
        match (&self.applicant, &self.account) {
            (Some(applicant), _) => applicant.address.clone(),
            (None, account) => account.as_ref().map(|a| a.account.to_string()).unwrap_or_default(),
        }
    }
}

fn state_of(request: &HttpRequest) -> State {
    request.app_data::<web::Data<State>>().expect("app::configure sets the state").get_ref().clone()
}

async fn applicant(state: &State, request: &HttpRequest) -> ApiResult<Option<Applicant>> {
    match cookies::session_id(state, request, SessionKind::Applicant) {
        Some(id) => contact_verification::find_session(state, id).await,
        None => Ok(None),
    }
}

async fn password_holder(state: &State, request: &HttpRequest) -> ApiResult<Option<PasswordHolder>> {
    match cookies::session_id(state, request, SessionKind::Account) {
        Some(id) => account::find_session(state, id).await,
        None => Ok(None),
    }
}

async fn signed_in(state: &State, request: &HttpRequest) -> ApiResult<Option<SignedIn>> {
    match password_holder(state, request).await? {
        Some(holder) if holder.must_change_password => Err(ProblemCode::PasswordChangeRequired.into()),
        holder => Ok(holder.map(|h| SignedIn { session: h.session, account: h.account })),
    }
}

fn not_signed_in() -> ApiError {
    ProblemCode::NotSignedIn.into()
}

macro_rules! extractor {
    ($type:ty, |$state:ident, $request:ident| $body:expr) => {
        impl FromRequest for $type {
            type Error = ApiError;
            type Future = Extracting<Self>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let ($state, $request) = (state_of(request), request.clone());
                Box::pin(async move { $body })
            }
        }
    };
}

mod token;

pub use token::{ApplicationReader, BindingsReader, ChildrenReader, bearer_token};

extractor!(Applicant, |state, request| applicant(&state, &request).await?.ok_or_else(not_signed_in));

extractor!(PasswordHolder, |state, request| password_holder(&state, &request).await?.ok_or_else(not_signed_in));

extractor!(SignedIn, |state, request| signed_in(&state, &request).await?.ok_or_else(not_signed_in));

/// Somebody signed in who has one of the roles, and the roles that they have.
async fn acting(state: &State, request: &HttpRequest, wanted: &[Role]) -> ApiResult<(Uuid, Vec<Role>)> {
    let account = signed_in(state, request).await?.ok_or_else(not_signed_in)?.account;
    let roles = staff::roles_of(state.database.reader(), account, state.now()).await?;
    if wanted.iter().any(|role| roles.contains(role)) {
        Ok((account, roles))
    } else {
        Err(ProblemCode::NotAllowed.into())
    }
}

extractor!(Reviewer, |state, request| {
    let wanted = [Role::HomeroomTeacher, Role::Registrar, Role::ProtectionOfficer];
    let (account, roles) = acting(&state, &request, &wanted).await?;
    let has = |role| roles.contains(&role);
    let (is_registrar, is_protection_officer) = (has(Role::Registrar), has(Role::ProtectionOfficer));
    Ok(Self { account, at: state.now(), is_registrar, is_protection_officer })
});

/// Who keeps a school's roster: its registrar, or an officer of the bureau for any school.
#[derive(Clone)]
pub struct RosterKeeper {
    pub account: Uuid,
    pub is_officer: bool,
}

extractor!(RosterKeeper, |state, request| {
    let (account, roles) = acting(&state, &request, &[Role::Registrar, Role::BureauOfficer]).await?;
    Ok(Self { account, is_officer: roles.contains(&Role::BureauOfficer) })
});

extractor!(Decider, |state, request| {
    let (account, roles) = acting(&state, &request, &[Role::HomeroomTeacher, Role::ProtectionOfficer]).await?;
    let is_protection_officer = roles.contains(&Role::ProtectionOfficer);
    Ok(Self(Reviewer { account, at: state.now(), is_registrar: false, is_protection_officer }))
});

/// Who ends bindings of others: a registrar those of the own schools, an officer of the bureau any.
#[derive(Clone)]
pub struct Revoker {
    pub account: Uuid,
    pub is_officer: bool,
}

extractor!(Revoker, |state, request| {
    let (account, roles) = acting(&state, &request, &[Role::Registrar, Role::BureauOfficer]).await?;
    Ok(Self { account, is_officer: roles.contains(&Role::BureauOfficer) })
});

/// Who settles objections: a registrar those of the own schools, a protection officer those about protected children.
#[derive(Clone)]
pub struct Settler {
    pub account: Uuid,
    pub is_registrar: bool,
    pub is_protection_officer: bool,
}

extractor!(Settler, |state, request| {
    let (account, roles) = acting(&state, &request, &[Role::Registrar, Role::ProtectionOfficer]).await?;
    let has = |role| roles.contains(&role);
    let (is_registrar, is_protection_officer) = (has(Role::Registrar), has(Role::ProtectionOfficer));
    Ok(Self { account, is_registrar, is_protection_officer })
});

macro_rules! staff {
    ($($(#[$doc:meta])* $type:ident($($role:ident)|+);)+) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        pub struct $type {
            pub account: Uuid,
        }

        extractor!($type, |state, request| {
            let (account, _) = acting(&state, &request, &[$(Role::$role),+]).await?;
            Ok(Self { account })
        });
    )+};
}

staff! {
    /// 註冊組: reaches the own schools only.
    Registrar(Registrar);
    /// An officer of the bureau of education: does what holds for the whole city.
    BureauOfficer(BureauOfficer);
    /// 保護專責人員: reaches protected children.
    ProtectionOfficer(ProtectionOfficer);
    /// 稽核: reads what happened in the whole city.
    Auditor(Auditor);
    /// Who may know which role somebody has.
    RoleReader(BureauOfficer | Auditor);
}

extractor!(ApplicationOwner, |state, request| application_owner(&state, &request).await);

async fn application_owner(state: &State, request: &HttpRequest) -> ApiResult<ApplicationOwner> {
    let applicant = applicant(state, request).await?;
    let account = match signed_in(state, request).await {
        Ok(account) => account,
        // The code alone is enough; the password still to be changed only matters without one.
        Err(error) if applicant.is_some() && error.code == ProblemCode::PasswordChangeRequired => None,
        Err(error) => return Err(error),
    };
    if applicant.is_none() && account.is_none() {
        return Err(not_signed_in());
    }
    Ok(ApplicationOwner { applicant, account })
}
