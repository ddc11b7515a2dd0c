pub(super) mod own;
pub(super) mod staff;

use super::{person, service};
use crate::{
    crypto::SessionKind,
    http::{
        authority::{Applicant, PasswordHolder},
        body::Body,
        client_ip::client_network,
        client_name, cookies,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, put, web};
use shared_types::account::{AccountLookup, ActivateAccount, ChangePassword, LookUpAccount, Session, SignIn};
use uuid::Uuid;

/// Sign in
///
/// Anyone. Five failures close an account's sign-in for 15 minutes. The initial password only opens a session that
/// sets another one.
#[utoipa::path(
    tag = "sessions",
    request_body = SignIn,
    responses(
        (status = 201, description = "Signed in; the session's cookie is set.", body = Session),
        (status = 401, description = "`wrong_credentials`"),
        (status = 429, description = "`too_many_requests`"),
    ),
)]
#[post("/sessions")]
pub(super) async fn sign_in(
    state: web::Data<State>,
    request: HttpRequest,
    body: Body<SignIn>,
) -> ApiResult<HttpResponse> {
    let opened = service::sign_in(&state, &client_network(&request), client_name(&request), body.0).await?;
    Ok(created(&state, opened))
}

/// The session in force
#[utoipa::path(
    tag = "sessions",
    description = "Anyone signed in, with the initial password too.",
    responses((status = 200, description = "The session.", body = Session)),
    security(("account_session" = [])),
)]
#[get("/sessions/current")]
pub(super) async fn get_session(state: web::Data<State>, holder: PasswordHolder) -> ApiResult<web::Json<Session>> {
    Ok(web::Json(service::session_view(&state, &holder).await?))
}

/// Sign out
#[utoipa::path(
    tag = "sessions",
    description = "Anyone signed in. Ends the session and takes its cookie away.",
    responses((status = 204, description = "Signed out.")),
    security(("account_session" = [])),
)]
#[delete("/sessions/current")]
pub(super) async fn sign_out(state: web::Data<State>, holder: PasswordHolder) -> ApiResult<HttpResponse> {
    service::sign_out(&state, &holder).await?;
    Ok(HttpResponse::NoContent().cookie(cookies::removal_cookie(&state, SessionKind::Account)).finish())
}

/// Set a new password
///
/// Anyone signed in. Ends every other session of the account. Without the initial password, the present one has to be
/// given along.
#[utoipa::path(
    tag = "accounts",
    request_body = ChangePassword,
    responses(
        (status = 200, description = "Set; a new session with its cookie.", body = Session),
        (status = 429, description = "`too_many_requests`: the present password was guessed at too often."),
    ),
    security(("account_session" = [])),
)]
#[put("/accounts/me/password")]
pub(super) async fn change_password(
    state: web::Data<State>,
    request: HttpRequest,
    holder: PasswordHolder,
    body: Body<ChangePassword>,
) -> ApiResult<HttpResponse> {
    let (session, view) = service::change_password(&state, &holder, client_name(&request), body.0).await?;
    let cookie = cookies::session_cookie(&state, SessionKind::Account, session, view.expires_at);
    Ok(HttpResponse::Ok().cookie(cookie).json(view))
}

/// Use a link that was mailed to set a password
///
/// Whoever has the link, once, within 72 hours. Sets a password, ends every other session and signs in.
#[utoipa::path(
    tag = "accounts",
    request_body = ActivateAccount,
    responses(
        (status = 201, description = "Signed in; the session's cookie is set.", body = Session),
        (status = 410, description = "`link_expired`"),
    ),
)]
#[post("/account-activations")]
pub(super) async fn activate_account(
    state: web::Data<State>,
    request: HttpRequest,
    body: Body<ActivateAccount>,
) -> ApiResult<HttpResponse> {
    let opened = service::activate(&state, client_name(&request), body.0).await?;
    Ok(created(&state, opened))
}

/// Whether a person has an account already
///
/// The applicant who has looked up a child or sent something: anybody else is refused as `lookup_expired`. Ten look-ups
/// an hour. An application with the ID number of somebody who has an account is bound to
/// that account, and needs no name, e-mail address or mobile number. The number of a child that was just looked up is
/// refused as `same_person`.
#[utoipa::path(
    tag = "accounts",
    request_body = LookUpAccount,
    responses(
        (status = 200, description = "The account, masked, or none.", body = AccountLookup),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("applicant_session" = [])),
)]
#[post("/account-lookups")]
pub(super) async fn look_up_account(
    state: web::Data<State>,
    request: HttpRequest,
    applicant: Applicant,
    body: Body<LookUpAccount>,
) -> ApiResult<web::Json<AccountLookup>> {
    Ok(web::Json(person::look_up(&state, &applicant, &client_network(&request), &body.0).await?))
}

fn created(state: &State, (session, view): (Uuid, Session)) -> HttpResponse {
    let cookie = cookies::session_cookie(state, SessionKind::Account, session, view.expires_at);
    HttpResponse::Created().cookie(cookie).json(view)
}
