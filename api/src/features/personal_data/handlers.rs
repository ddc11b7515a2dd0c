use super::service;
use crate::{
    http::{attachment, authority::SignedIn, body::Body, language_of},
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use shared_types::{
    List,
    account::{ConfirmPassword, DeletionRequest},
    personal_data::PersonalData,
};
use uuid::Uuid;

/// Get a copy of the own data
#[utoipa::path(
    tag = "accounts",
    description = "Anyone signed in, with the present password. Everything that is held about the person, in full, as a \
        file to keep (個資法 art. 3). We keep none of it.",
    request_body = ConfirmPassword,
    responses(
        (
            status = 200,
            description = "The data.",
            body = PersonalData,
            headers(("content-disposition" = String, description = "Names the file.")),
        ),
        (status = 403, description = "`password_change_required`"),
        (status = 429, description = "`too_many_requests`: the present password was guessed at too often."),
    ),
    security(("account_session" = [])),
)]
#[post("/accounts/me/data-copies")]
pub(super) async fn copy_data(
    state: web::Data<State>,
    signed_in: SignedIn,
    body: Body<ConfirmPassword>,
) -> ApiResult<HttpResponse> {
    let data = service::copy_of(&state, &signed_in, &body.0.current_password).await?;
    Ok(HttpResponse::Ok().insert_header(attachment("kinbind-personal-data.json")).json(data))
}

/// Ask for deletion of the own data
#[utoipa::path(
    tag = "accounts",
    description = "Anyone signed in, with the present password, one request at a time. Answered by people within thirty days; a mail confirms it, \
        and another says why when it is declined. Bindings and applications end when it is carried out.",
    request_body = ConfirmPassword,
    responses(
        (status = 201, description = "Asked for.", body = DeletionRequest),
        (status = 403, description = "`password_change_required`"),
        (status = 409, description = "`wrong_state`: it is asked for already."),
        (status = 429, description = "`too_many_requests`: the present password was guessed at too often."),
    ),
    security(("account_session" = [])),
)]
#[post("/accounts/me/deletion-requests")]
pub(super) async fn request_deletion(
    state: web::Data<State>,
    request: HttpRequest,
    signed_in: SignedIn,
    body: Body<ConfirmPassword>,
) -> ApiResult<HttpResponse> {
    let password = &body.0.current_password;
    let asked = service::request_deletion(&state, &signed_in, language_of(&request), password).await?;
    Ok(HttpResponse::Created().json(asked))
}

/// Own requests for deletion
#[utoipa::path(
    tag = "accounts",
    description = "Anyone signed in. Nobody signs in any more once one has been carried out.",
    responses(
        (status = 200, description = "The request that is open, if any.", body = List<DeletionRequest>),
        (status = 403, description = "`password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/accounts/me/deletion-requests")]
pub(super) async fn list_deletion_requests(
    state: web::Data<State>,
    signed_in: SignedIn,
) -> ApiResult<web::Json<List<DeletionRequest>>> {
    Ok(web::Json(service::deletion_requests(&state, &signed_in).await?))
}

/// Take a request for deletion back
#[utoipa::path(
    tag = "accounts",
    description = "Whoever asked, while it is open. Everything stays as it is, and it can be asked for again.",
    params(("id" = Uuid, Path, description = "The request.")),
    responses(
        (status = 204, description = "Taken back."),
        (status = 403, description = "`password_change_required`"),
        (status = 404, description = "`not_found`: answered already, or somebody else's."),
    ),
    security(("account_session" = [])),
)]
#[delete("/accounts/me/deletion-requests/{id}")]
pub(super) async fn withdraw_deletion_request(
    state: web::Data<State>,
    signed_in: SignedIn,
    id: web::Path<Uuid>,
) -> ApiResult<HttpResponse> {
    service::withdraw(&state, &signed_in, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
