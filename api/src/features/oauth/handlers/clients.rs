//! What the bureau does with clients.

use crate::{
    features::oauth::clients,
    http::{
        authority::{BureauOfficer, RoleReader},
        body::Body,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpResponse, delete, get, post, put, web};
use shared_types::{
    List,
    oauth::{ChangeClient, IssuedClient, OauthClient, RegisterClient},
};
use uuid::Uuid;

/// Clients
#[utoipa::path(
    tag = "oauth-clients",
    description = "An officer of the bureau, or an auditor. The newest first, disabled ones among them.",
    responses(
        (status = 200, description = "Every client.", body = List<OauthClient>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/oauth-clients")]
pub(in super::super) async fn list_clients(
    state: web::Data<State>,
    _: RoleReader,
) -> ApiResult<web::Json<List<OauthClient>>> {
    Ok(web::Json(clients::list(&state).await?))
}

/// Register a client
///
/// An officer of the bureau. The secret, for clients that have one, is answered this once.
#[utoipa::path(
    tag = "oauth-clients",
    request_body = RegisterClient,
    responses(
        (status = 201, description = "Registered.", body = IssuedClient),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[post("/oauth-clients")]
pub(in super::super) async fn register_client(
    state: web::Data<State>,
    officer: BureauOfficer,
    body: Body<RegisterClient>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(clients::register(&state, &officer, body.0).await?))
}

/// Change a client
#[utoipa::path(
    tag = "oauth-clients",
    description = "An officer of the bureau, as a whole and with the version that was read. What people allowed before \
        stays allowed, but for scopes that the client has lost.",
    params(("id" = Uuid, Path, description = "The client.")),
    request_body = ChangeClient,
    responses(
        (status = 200, description = "As it is now.", body = OauthClient),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: unknown or disabled."),
        (status = 409, description = "`stale`: somebody changed it meanwhile."),
    ),
    security(("account_session" = [])),
)]
#[put("/oauth-clients/{id}")]
pub(in super::super) async fn change_client(
    state: web::Data<State>,
    officer: BureauOfficer,
    id: web::Path<Uuid>,
    body: Body<ChangeClient>,
) -> ApiResult<web::Json<OauthClient>> {
    Ok(web::Json(clients::change(&state, &officer, *id, body.0).await?))
}

/// Issue another secret
#[utoipa::path(
    tag = "oauth-clients",
    description = "An officer of the bureau. The secret before it works for another 24 hours, older ones no more.",
    params(("id" = Uuid, Path, description = "The client.")),
    responses(
        (status = 201, description = "Issued; answered this once.", body = IssuedClient),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: unknown or disabled."),
        (status = 409, description = "`wrong_state`: the client has no secrets."),
    ),
    security(("account_session" = [])),
)]
#[post("/oauth-clients/{id}/secrets")]
pub(in super::super) async fn issue_client_secret(
    state: web::Data<State>,
    officer: BureauOfficer,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(clients::issue_secret(&state, &officer, *id).await?))
}

/// Disable a client
#[utoipa::path(
    tag = "oauth-clients",
    description = "An officer of the bureau, for good. Its tokens end at once.",
    params(("id" = Uuid, Path, description = "The client.")),
    responses(
        (status = 204, description = "Disabled."),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: unknown, or disabled before."),
    ),
    security(("account_session" = [])),
)]
#[delete("/oauth-clients/{id}")]
pub(in super::super) async fn disable_client(
    state: web::Data<State>,
    officer: BureauOfficer,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    clients::disable(&state, &officer, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
