//! Authority by an access token: of a service that somebody signed in to, or of a machine.

use super::{ApplicationOwner, Extracting, application_owner, not_signed_in, signed_in, state_of};
use crate::{features::oauth, problem::ApiError};
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header};
use shared_types::oauth::Scope;
use uuid::Uuid;

/// The token of `Authorization: Bearer` (RFC 6750 2.1).
pub fn bearer_token(request: &HttpRequest) -> Option<String> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// Who reads which children are bound to an account: its owner, or a service that the owner allowed `children`.
#[derive(Clone)]
pub struct ChildrenReader {
    pub account: Uuid,
    pub is_service: bool,
}

extractor!(ChildrenReader, |state, request| {
    match bearer_token(&request) {
        Some(token) => {
            let account = oauth::person_of(&state, &token, Scope::Children).await?.account;
            Ok(Self { account, is_service: true })
        }
        None => {
            let account = signed_in(&state, &request).await?.ok_or_else(not_signed_in)?.account;
            Ok(Self { account, is_service: false })
        }
    }
});

/// Who reads applications: whoever owns them, or a service that the owner allowed `applications`.
#[derive(Clone)]
pub struct ApplicationReader(pub ApplicationOwner);

extractor!(ApplicationReader, |state, request| {
    match bearer_token(&request) {
        Some(token) => {
            let person = oauth::person_of(&state, &token, Scope::Applications).await?;
            Ok(Self(ApplicationOwner { applicant: None, account: Some(person) }))
        }
        None => application_owner(&state, &request).await.map(Self),
    }
});

/// A machine that reads the children of people who allowed that to a client of its sector (`bindings.read`).
#[derive(Clone)]
pub struct BindingsReader {
    pub client: Uuid,
    pub sector: String,
}

extractor!(BindingsReader, |state, request| {
    let token = bearer_token(&request).ok_or_else(not_signed_in)?;
    let (client, sector) = oauth::machine_of(&state, &token, Scope::BindingsRead).await?;
    Ok(Self { client, sector })
});
