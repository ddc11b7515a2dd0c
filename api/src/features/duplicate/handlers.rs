use super::{listing, model::DuplicateQuery, resolving};
use crate::{
    http::{authority::BureauOfficer, body::Body},
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, get, post, web};
use shared_types::{
    Page,
    duplicate::{DuplicatePerson, ResolveDuplicate},
    problem::ProblemCode,
};

/// People who may be known twice
#[utoipa::path(
    tag = "duplicate-persons",
    description = "An officer of the bureau. One ID number is never two accounts'. Protected children aren't among them.",
    params(DuplicateQuery),
    responses(
        (status = 200, description = "A page of people.", body = Page<DuplicatePerson>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/duplicate-persons")]
pub(super) async fn list_duplicates(
    state: web::Data<State>,
    _: BureauOfficer,
    query: Result<web::Query<DuplicateQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<DuplicatePerson>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Ok(web::Json(listing::list(&state, &query).await?))
}

/// Say who somebody is
///
/// An officer of the bureau. `keep_one`: of two accounts that `same_contact` shows together, children, applications
/// and consents of one move to the other, and it is closed with its sessions. `correct_id`: an account gets the right
/// ID number. What was sent under the number that was wrong or is given up has the right one from then on.
/// `both_right`: of `parent_and_student`, a grown student who is a parent; they aren't listed any more. What was
/// corrected or found right already is answered alike; an account that was closed isn't there any more.
#[utoipa::path(
    tag = "duplicate-persons",
    request_body = ResolveDuplicate,
    responses(
        (status = 204, description = "Done."),
        (status = 403, description = "`not_allowed`: not an officer, or the own account; `password_change_required`"),
        (status = 404, description = "`not_found`: no such account, or one that was closed or emptied; no such pair."),
        (status = 409, description = "`wrong_state`: something under one of the ID numbers still waits for a decision or \
            for its account, the account to be closed has a role or a class, if only from a later day on, deletion was \
            asked for, the two aren't shown \
            together, or the right number is another account's: then keep one of the two."),
    ),
    security(("account_session" = [])),
)]
#[post("/duplicate-persons/resolutions")]
pub(super) async fn resolve_duplicate(
    state: web::Data<State>,
    officer: BureauOfficer,
    body: Body<ResolveDuplicate>,
) -> ApiResult<HttpResponse> {
    resolving::resolve(&state, &officer, body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
