//! The signed-in area.

use crate::{
    crypto::SessionKind,
    features::account::{bindings, children, contact_change, own},
    http::{
        authority::{ChildrenReader, SignedIn},
        body::Body,
        cookies, language_of,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, delete, get, put, web};
use shared_types::{
    List,
    account::{ChangeContact, ChangeName, OwnAccount, SignedInSession},
    application::Binding,
};
use uuid::Uuid;

/// The own account
#[utoipa::path(
    tag = "accounts",
    description = "Anyone signed in. Only the ID number is masked.",
    responses(
        (status = 200, description = "The own account.", body = OwnAccount),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/accounts/me")]
pub(in super::super) async fn get_account(
    state: web::Data<State>,
    signed_in: SignedIn,
) -> ApiResult<web::Json<OwnAccount>> {
    Ok(web::Json(own::get(&state, &signed_in).await?))
}

/// Change the name that is shown
#[utoipa::path(
    tag = "accounts",
    description = "Anyone signed in. For screens and mails; forms go on with the name that the school knows.",
    request_body = ChangeName,
    responses(
        (status = 200, description = "Changed.", body = OwnAccount),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[put("/accounts/me/name")]
pub(in super::super) async fn change_name(
    state: web::Data<State>,
    signed_in: SignedIn,
    body: Body<ChangeName>,
) -> ApiResult<web::Json<OwnAccount>> {
    Ok(web::Json(own::change_name(&state, &signed_in, body.0).await?))
}

/// Change the e-mail address or the mobile number
#[utoipa::path(
    tag = "accounts",
    description = "Anyone signed in, with the present password and a code of the purpose `contact_change` that went \
        to the new address or number. The sign-in name follows: the e-mail address, or the mobile number where \
        another person's account has the address. The old e-mail address is told. A new e-mail address ends every \
        other session.",
    request_body = ChangeContact,
    responses(
        (status = 200, description = "Changed.", body = OwnAccount),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: no such code, or one for another purpose."),
        (status = 410, description = "`code_expired`, `code_used_up`"),
        (status = 422, description = "`wrong_code`"),
        (status = 429, description = "`too_many_requests`: the present password was guessed at too often."),
    ),
    security(("account_session" = [])),
)]
#[put("/accounts/me/contact")]
pub(in super::super) async fn change_contact(
    state: web::Data<State>,
    request: HttpRequest,
    signed_in: SignedIn,
    body: Body<ChangeContact>,
) -> ApiResult<web::Json<OwnAccount>> {
    Ok(web::Json(contact_change::change(&state, &signed_in, language_of(&request), body.0).await?))
}

/// Where the own account is signed in
#[utoipa::path(
    tag = "sessions",
    description = "Anyone signed in. The newest first.",
    responses(
        (status = 200, description = "Live sessions.", body = List<SignedInSession>),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/sessions")]
pub(in super::super) async fn list_sessions(
    state: web::Data<State>,
    signed_in: SignedIn,
) -> ApiResult<web::Json<List<SignedInSession>>> {
    Ok(web::Json(own::sessions(&state, &signed_in).await?))
}

/// End one of the own sessions
#[utoipa::path(
    tag = "sessions",
    description = "Anyone signed in. Ending the present one signs out and takes its cookie away.",
    params(("id" = Uuid, Path, description = "The session.")),
    responses(
        (status = 204, description = "Ended."),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: over already, or somebody else's."),
    ),
    security(("account_session" = [])),
)]
#[delete("/sessions/{id}")]
pub(in super::super) async fn end_session(
    state: web::Data<State>,
    signed_in: SignedIn,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    own::end_session(&state, &signed_in, *id).await?;
    let mut ended = HttpResponse::NoContent();
    if *id == signed_in.session {
        ended.cookie(cookies::removal_cookie(&state, SessionKind::Account));
    }
    Ok(ended.finish())
}

/// Sign out everywhere
#[utoipa::path(
    tag = "sessions",
    description = "Anyone signed in. Ends every session of the account, the present one and those that were opened \
        from it to apply with, and takes its cookie away.",
    responses(
        (status = 204, description = "Signed out everywhere."),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[delete("/sessions")]
pub(in super::super) async fn end_sessions(state: web::Data<State>, signed_in: SignedIn) -> ApiResult<HttpResponse> {
    own::end_sessions(&state, &signed_in).await?;
    Ok(HttpResponse::NoContent().cookie(cookies::removal_cookie(&state, SessionKind::Account)).finish())
}

/// Bound children
#[utoipa::path(
    tag = "bindings",
    description = "Anyone signed in: the children bound to the own account. A service that the person allowed `children`: \
        those of whom others may know.",
    responses(
        (status = 200, description = "Bound children.", body = List<Binding>),
        (status = 403, description = "`password_change_required`, `not_allowed`: the token is for something else."),
    ),
    security(("account_session" = []), ("access_token" = ["children"])),
)]
#[get("/bindings")]
pub(in super::super) async fn list_bindings(
    state: web::Data<State>,
    reader: ChildrenReader,
) -> ApiResult<web::Json<List<Binding>>> {
    Ok(web::Json(children::list(&state, &reader).await?))
}

/// Give up a binding
#[utoipa::path(
    tag = "bindings",
    description = "The bound guardian. The application that led to it has then ended; another can be sent. A mail \
        confirms it.",
    params(("id" = Uuid, Path, description = "The binding.")),
    responses(
        (status = 204, description = "The binding has ended."),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: over already, or somebody else's."),
    ),
    security(("account_session" = [])),
)]
#[delete("/bindings/{id}")]
pub(in super::super) async fn give_up_binding(
    state: web::Data<State>,
    request: HttpRequest,
    signed_in: SignedIn,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    bindings::give_up(&state, &signed_in, *id, language_of(&request)).await?;
    Ok(HttpResponse::NoContent().finish())
}
