use super::{copy, service};
use crate::{
    http::{attachment, authority::SignedIn, body::Body, language_of},
    problem::ApiResult,
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, delete, get, http::header, post, web};
use shared_types::{
    List,
    account::{ConfirmPassword, DeletionRequest},
    personal_data::{DataCopy, PersonalData},
};
use uuid::Uuid;

/// Ask for a copy of the own data
#[utoipa::path(
    tag = "accounts",
    description = "Anyone signed in, with the present password. Answers where everything that is held about the person \
        can be downloaded (個資法 art. 3), for a minute and in this session only. We keep none of it.",
    request_body = ConfirmPassword,
    responses(
        (status = 201, description = "Where it is.", body = DataCopy),
        (status = 403, description = "`password_change_required`"),
        (status = 429, description = "`too_many_requests`: the present password was guessed at too often."),
    ),
    security(("account_session" = [])),
)]
#[post("/accounts/me/data-copies")]
pub(super) async fn ask_for_copy(
    state: web::Data<State>,
    signed_in: SignedIn,
    body: Body<ConfirmPassword>,
) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Created().json(copy::ask(&state, &signed_in, &body.0.current_password).await?))
}

/// Download a copy of the own data
#[utoipa::path(
    tag = "accounts",
    description = "Whoever asked for it, in the same session, within a minute. Everything that is held about the person, \
        in full, as a file to keep.",
    params(("token" = String, Path, description = "From the address that `POST /accounts/me/data-copies` answers.")),
    responses(
        (
            status = 200,
            description = "The data.",
            body = PersonalData,
            headers(("content-disposition" = String, description = "Names the file.")),
        ),
        (status = 403, description = "`password_change_required`"),
        (status = 410, description = "`link_expired`: the minute is over, or it was asked for in another session."),
    ),
    security(("account_session" = [])),
)]
#[get("/accounts/me/data-copies/{token}")]
pub(super) async fn download_copy(
    state: web::Data<State>,
    signed_in: SignedIn,
    token: web::Path<String>,
) -> ApiResult<HttpResponse> {
    let data = copy::download(&state, &signed_in, &token).await?;
    Ok(HttpResponse::Ok()
        .insert_header(attachment("kinbind-personal-data.json"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .json(data))
}

/// Ask for deletion of the own data
#[utoipa::path(
    tag = "accounts",
    description = "Anyone signed in, with the present password, one request at a time. Answered by people within \
        thirty days; a mail confirms it, and another says why when it is declined. Bindings and applications end when \
        it is carried out.",
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
