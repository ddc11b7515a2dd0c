use super::{leaving, school_list::school_list, service, uploads::handlers::done};
use crate::{
    http::{
        accepts_encoding,
        authority::{Applicant, RosterKeeper},
        body::Body,
        client_ip::client_network,
        has_version,
    },
    problem::ApiResult,
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, ContentEncoding},
    post, put, web,
};
use shared_types::{
    List,
    roster::{DepartStudent, GuardianPlaces, StudentDeparture},
    school::{LookUpStudent, School, StudentLookup},
};
use uuid::Uuid;

/// The schools of the city
#[utoipa::path(
    tag = "schools",
    description = "Anyone. All that are open, by code; changes a few times a year, so keep it and ask with `If-None-Match`. \
        Compressed for whoever sends `Accept-Encoding: gzip`.",
    responses(
        (status = 200, description = "All schools.", body = List<School>),
        (status = 304, description = "Unchanged since the `ETag` in `If-None-Match`."),
    ),
)]
#[get("/schools")]
pub(super) async fn list_schools(state: web::Data<State>, request: HttpRequest) -> ApiResult<HttpResponse> {
    let list = school_list(&state).await?;
    let is_known = has_version(&request, &list.etag);
    let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, list.etag.clone()))
        // Kept, but asked about: a school that closes is gone from the next page.
        .insert_header((header::CACHE_CONTROL, "public, no-cache"))
        .insert_header((header::VARY, "accept-encoding"))
        .content_type("application/json");
    Ok(if is_known {
        response.finish()
    } else if accepts_encoding(&request, ContentEncoding::Gzip) {
        response.insert_header((header::CONTENT_ENCODING, ContentEncoding::Gzip)).body(list.gzip.clone())
    } else {
        response.body(list.json.clone())
    })
}

/// Look up a child
///
/// The applicant. Ten look-ups an hour. A child is found by national ID and the right school together; every
/// other case has one and the same answer. What is found is masked, and
/// belongs to the verified address for a day.
#[utoipa::path(
    tag = "students",
    request_body = LookUpStudent,
    responses(
        (status = 201, description = "Found.", body = StudentLookup),
        (status = 404, description = "`student_not_found`"),
        (status = 409, description = "`already_applied`: whoever is signed in is bound to the child or waits for it."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("applicant_session" = [])),
)]
#[post("/student-lookups")]
pub(super) async fn look_up_student(
    state: web::Data<State>,
    request: HttpRequest,
    applicant: Applicant,
    body: Body<LookUpStudent>,
) -> ApiResult<HttpResponse> {
    let found = service::look_up_student(&state, &applicant, &client_network(&request), body.0).await?;
    Ok(HttpResponse::Created().json(found))
}

/// Release a child
///
/// The school's registrar, or an officer of the bureau: 轉出. The class and every look-up are without it at once. Another
/// school's import takes the child over with its bindings until `carry_over_until`; then they end, and the guardians
/// are told. The same request again finds it done.
#[utoipa::path(
    tag = "students",
    params(
        ("code" = String, Path, description = "The school."),
        ("id" = Uuid, Path, description = "The child."),
    ),
    request_body = DepartStudent,
    responses(
        (status = 200, description = "Had left before.", body = StudentDeparture),
        (status = 201, description = "Released.", body = StudentDeparture),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or at another school."),
    ),
    security(("account_session" = [])),
)]
#[post("/schools/{code}/students/{id}/departures")]
pub(super) async fn depart_student(
    state: web::Data<State>,
    keeper: RosterKeeper,
    path: web::Path<(String, Uuid)>,
    body: Body<DepartStudent>,
) -> ApiResult<HttpResponse> {
    let (code, id) = path.into_inner();
    Ok(done(leaving::depart(&state, &keeper, &code, id, &body.0).await?))
}

/// Open places for guardians
///
/// The school's registrar, or an officer of the bureau: up to four for one child, beyond the two of every child. Whoever
/// has a place keeps it.
#[utoipa::path(
    tag = "students",
    params(
        ("code" = String, Path, description = "The school."),
        ("id" = Uuid, Path, description = "The child."),
    ),
    request_body = GuardianPlaces,
    responses(
        (status = 200, description = "Open.", body = GuardianPlaces),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or at another school."),
    ),
    security(("account_session" = [])),
)]
#[put("/schools/{code}/students/{id}/guardian-places")]
pub(super) async fn set_guardian_places(
    state: web::Data<State>,
    keeper: RosterKeeper,
    path: web::Path<(String, Uuid)>,
    body: Body<GuardianPlaces>,
) -> ApiResult<web::Json<GuardianPlaces>> {
    let (code, id) = path.into_inner();
    Ok(web::Json(leaving::set_guardian_places(&state, &keeper, &code, id, body.0).await?))
}
