//! Session cookies: HttpOnly, SameSite, and over TLS locked to the host.

use crate::{crypto::SessionKind, state::State};
use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::OffsetDateTime as CookieTime},
};
use time::OffsetDateTime;
use uuid::Uuid;

fn name(state: &State, kind: SessionKind) -> &'static str {
    match (kind, state.config.server.is_https()) {
        (SessionKind::Applicant, true) => "__Host-kinbind_applicant",
        (SessionKind::Applicant, false) => "kinbind_applicant",
        (SessionKind::Account, true) => "__Host-kinbind_session",
        (SessionKind::Account, false) => "kinbind_session",
    }
}

/// The cookie that opens a session until `expires_at`.
pub fn session_cookie(state: &State, kind: SessionKind, session: Uuid, expires_at: OffsetDateTime) -> Cookie<'static> {
    let expires =
        CookieTime::from_unix_timestamp(expires_at.unix_timestamp()).expect("a session ends in this millennium");
    Cookie::build(name(state, kind), state.keys.session_tokens().sign(kind, session))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(state.config.server.is_https())
        .expires(expires)
        .finish()
}

/// Takes the cookie away.
pub fn removal_cookie(state: &State, kind: SessionKind) -> Cookie<'static> {
    let mut cookie = session_cookie(state, kind, Uuid::nil(), OffsetDateTime::UNIX_EPOCH);
    cookie.set_value("");
    cookie
}

/// The session that the request's cookie names, if its signature is ours.
pub fn session_id(state: &State, request: &HttpRequest, kind: SessionKind) -> Option<Uuid> {
    let cookie = request.cookie(name(state, kind))?;
    state.keys.session_tokens().read(kind, cookie.value())
}
