use super::{school_list::school_list, service};
use crate::{
    http::{accepts_encoding, authority::Applicant, body::Body, client_ip::client_network, has_version},
    problem::ApiResult,
    state::State,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, ContentEncoding},
    post, web,
};
use shared_types::{
    List,
    school::{LookUpStudent, School, StudentLookup},
};

/// The schools of the city
#[utoipa::path(
    tag = "schools",
    description = "Anyone. All of them, by code; changes a few times a year, so keep it and ask with `If-None-Match`. \
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
        .insert_header((header::CACHE_CONTROL, "public, max-age=3600"))
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
