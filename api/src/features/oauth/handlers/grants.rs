//! What a person is asked for, allows, and takes back.

use crate::{
    features::oauth::consent,
    http::{
        authority::{PasswordHolder, SignedIn},
        body::Body,
        language_of,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use shared_types::{
    List,
    oauth::{AuthorizationRedirect, AuthorizationRequest, DecideAuthorization, OauthGrant, SignInContext},
};
use uuid::Uuid;

/// What a service asks for
#[utoipa::path(
    tag = "oauth-grants",
    description = "Anyone signed in who was sent to the page `/consent-request`, within ten minutes.",
    params(("request" = String, Path, description = "The `request` of the page's address.")),
    responses(
        (status = 200, description = "The request.", body = AuthorizationRequest),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: unknown, answered or over."),
    ),
    security(("account_session" = [])),
)]
#[get("/authorization-requests/{request}")]
pub(in super::super) async fn get_authorization_request(
    state: web::Data<State>,
    request: HttpRequest,
    signed_in: SignedIn,
    handle: web::Path<String>,
) -> ApiResult<web::Json<AuthorizationRequest>> {
    Ok(web::Json(consent::get(&state, &signed_in, &handle, language_of(&request)).await?))
}

/// Which service wants somebody signed in
#[utoipa::path(
    tag = "oauth-grants",
    description = "Whoever was sent to the page `/sign-in-request`, within ten minutes. So no address has what the person \
        signs in with in it.",
    params(("request" = String, Path, description = "The `request` of the page's address.")),
    responses(
        (status = 200, description = "The service, and whom it means.", body = SignInContext),
        (status = 404, description = "`not_found`: unknown, answered or over."),
    ),
)]
#[get("/authorization-requests/{request}/sign-in-context")]
pub(in super::super) async fn get_sign_in_context(
    state: web::Data<State>,
    request: HttpRequest,
    handle: web::Path<String>,
) -> ApiResult<web::Json<SignInContext>> {
    Ok(web::Json(consent::sign_in_context(&state, &handle, language_of(&request)).await?))
}

/// Allow or deny it
#[utoipa::path(
    tag = "oauth-grants",
    description = "Anyone signed in who was sent to the page `/consent-request`. What is allowed is remembered for the \
        service. The browser then goes to the address that is answered.",
    params(("request" = String, Path, description = "The `request` of the page's address.")),
    request_body = DecideAuthorization,
    responses(
        (status = 201, description = "Decided.", body = AuthorizationRedirect),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: unknown, answered or over, or the password has to be entered anew."),
    ),
    security(("account_session" = [])),
)]
#[post("/authorization-requests/{request}/decisions")]
pub(in super::super) async fn decide_authorization_request(
    state: web::Data<State>,
    request: HttpRequest,
    holder: PasswordHolder,
    handle: web::Path<String>,
    body: Body<DecideAuthorization>,
) -> ApiResult<HttpResponse> {
    let decided = consent::decide(&state, &holder, &handle, body.0.answer, language_of(&request)).await?;
    Ok(HttpResponse::Created().json(decided))
}

/// Services that I allowed something
#[utoipa::path(
    tag = "oauth-grants",
    description = "Anyone signed in. The newest first.",
    responses(
        (status = 200, description = "What is allowed.", body = List<OauthGrant>),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/oauth-grants")]
pub(in super::super) async fn list_grants(
    state: web::Data<State>,
    request: HttpRequest,
    signed_in: SignedIn,
) -> ApiResult<web::Json<List<OauthGrant>>> {
    let language = language_of(&request);
    Ok(web::Json(consent::grants_of(state.database.reader(), signed_in.account, language).await?))
}

/// Take back what was allowed
#[utoipa::path(
    tag = "oauth-grants",
    description = "Whoever allowed it. The service's tokens end at once; it is told where it asked for that.",
    params(("id" = Uuid, Path, description = "What was allowed.")),
    responses(
        (status = 204, description = "Taken back."),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: taken back before, or somebody else's."),
    ),
    security(("account_session" = [])),
)]
#[delete("/oauth-grants/{id}")]
pub(in super::super) async fn revoke_grant(
    state: web::Data<State>,
    signed_in: SignedIn,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    consent::revoke(&state, &signed_in, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
