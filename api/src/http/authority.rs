//! Authority is a type: a handler that takes [`HomeroomTeacher`] can only be reached by one, and
//! repositories take the value to scope their queries.

use crate::{
    crypto::SessionKind,
    features::{account, contact_verification},
    http::cookies,
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use shared_types::{contact::EmailAddress, problem::ProblemCode, verification::ContactChannel};
use std::{future::Future, pin::Pin};
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
    pub expires_at: OffsetDateTime,
}

/// Somebody with an account and a password of their own.
#[derive(Clone)]
pub struct SignedIn {
    pub session: Uuid,
    pub account: Uuid,
}

/// A homeroom teacher: reaches their own classes only.
#[derive(Clone)]
pub struct HomeroomTeacher {
    pub account: Uuid,
}

/// An officer of the bureau of education: publishes what holds for the whole city.
#[derive(Clone)]
pub struct BureauOfficer {
    pub account: Uuid,
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

extractor!(Applicant, |state, request| applicant(&state, &request).await?.ok_or_else(not_signed_in));

extractor!(PasswordHolder, |state, request| password_holder(&state, &request).await?.ok_or_else(not_signed_in));

extractor!(SignedIn, |state, request| signed_in(&state, &request).await?.ok_or_else(not_signed_in));

extractor!(HomeroomTeacher, |state, request| {
    let account = signed_in(&state, &request).await?.ok_or_else(not_signed_in)?.account;
    if account::is_homeroom_teacher(&state, account).await? {
        Ok(HomeroomTeacher { account })
    } else {
        Err(ProblemCode::NotAllowed.into())
    }
});

extractor!(BureauOfficer, |state, request| {
    let account = signed_in(&state, &request).await?.ok_or_else(not_signed_in)?.account;
    if account::is_bureau_officer(&state, account).await? {
        Ok(BureauOfficer { account })
    } else {
        Err(ProblemCode::NotAllowed.into())
    }
});

extractor!(ApplicationOwner, |state, request| {
    let applicant = applicant(&state, &request).await?;
    let account = match signed_in(&state, &request).await {
        Ok(account) => account,
        // The code alone is enough; the password still to be changed only matters without one.
        Err(error) if applicant.is_some() && error.code == ProblemCode::PasswordChangeRequired => None,
        Err(error) => return Err(error),
    };
    if applicant.is_none() && account.is_none() {
        return Err(not_signed_in());
    }
    Ok(ApplicationOwner { applicant, account })
});
