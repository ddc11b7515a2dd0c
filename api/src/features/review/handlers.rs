use super::{decisions, evidence, export, filter, papers, reminders, service, undo, unmasking};
use crate::{
    http::{
        attachment,
        authority::{Decider, Registrar, Reviewer},
        body::Body,
    },
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpResponse, get, http::header, post, web};
use shared_types::{
    List,
    audit::{Unmask, Unmasked},
    evidence::ApplicationEvidence,
    problem::ProblemCode,
    review::{
        ClassStudent, DecideApplications, DecisionResults, NotePaperReturns, PaperReturnResults, Reminded, ReviewClass,
        ReviewPage, ReviewQuery, UndoDecisions, UndoResults,
    },
};
use utoipa::ToSchema;
use uuid::Uuid;

/// Own classes
#[utoipa::path(
    tag = "classes",
    description = "A homeroom teacher: the own classes, each with how far its children have got. A registrar: those of \
        the own schools, to read. Classes of the school's present year, which begins in August, and of one to come that \
        children are in already.",
    responses(
        (status = 200, description = "Own classes.", body = List<ReviewClass>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/classes")]
pub(super) async fn list_classes(
    state: web::Data<State>,
    teacher: Reviewer,
) -> ApiResult<web::Json<List<ReviewClass>>> {
    Ok(web::Json(service::classes(&state, &teacher).await?))
}

/// The grid of a class
#[utoipa::path(
    tag = "classes",
    description = "The class's homeroom teacher, and the school's registrar. Cancelled applications are in neither \
        list, nor are those for protected children.",
    params(("id" = Uuid, Path, description = "The class."), ReviewQuery),
    responses(
        (status = 200, description = "A page of the grid.", body = ReviewPage),
        (status = 400, description = "`malformed_parameter`"),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or not of the own classes and schools."),
    ),
    security(("account_session" = [])),
)]
#[get("/classes/{id}/binding-applications")]
pub(super) async fn list_class_applications(
    state: web::Data<State>,
    teacher: Reviewer,
    class: web::Path<Uuid>,
    query: GridQuery,
) -> ApiResult<web::Json<ReviewPage>> {
    let query = read(query)?;
    Ok(web::Json(service::grid(&state, &teacher, *class, &query).await?))
}

/// A CSV file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only its schema is used")]
struct CsvFile(Vec<u8>);

/// The grid of a class as a file
///
/// As `binding-applications` of the class, without pages: the columns of the grid in Chinese, in UTF-8 with a byte order
/// mark. What a spreadsheet would take for a formula has an apostrophe in front.
#[utoipa::path(
    tag = "classes",
    params(("id" = Uuid, Path, description = "The class."), ReviewQuery),
    responses(
        (status = 200, description = "The file.", content_type = "text/csv", body = inline(CsvFile),
            headers(("content-disposition" = String, description = "A file name with the class."))),
        (status = 400, description = "`malformed_parameter`"),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or not of the own classes and schools."),
    ),
    security(("account_session" = [])),
)]
#[get("/classes/{id}/binding-applications.csv")]
pub(super) async fn export_class_applications(
    state: web::Data<State>,
    reviewer: Reviewer,
    class: web::Path<Uuid>,
    query: GridQuery,
) -> ApiResult<HttpResponse> {
    let file = export::csv(&state, &reviewer, *class, &read(query)?).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(attachment(&file.name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(file.bytes))
}

/// The children of a class
///
/// 學生資料管理, in the order of 座號: each child with whoever is bound to it or has applied, as `binding-applications` of
/// the class shows them.
#[utoipa::path(
    tag = "classes",
    params(("id" = Uuid, Path, description = "The class.")),
    responses(
        (status = 200, description = "The children.", body = List<ClassStudent>),
        (status = 400, description = "`malformed_parameter`"),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or not of the own classes and schools."),
    ),
    security(("account_session" = [])),
)]
#[get("/classes/{id}/students")]
pub(super) async fn list_class_students(
    state: web::Data<State>,
    reviewer: Reviewer,
    class: web::Path<Uuid>,
) -> ApiResult<web::Json<List<ClassStudent>>> {
    Ok(web::Json(service::class_students(&state, &reviewer, *class).await?))
}

type GridQuery = Result<web::Query<ReviewQuery>, actix_web::Error>;

fn read(query: GridQuery) -> ApiResult<ReviewQuery> {
    let query = query.ok().map(web::Query::into_inner).filter(filter::is_within_bounds);
    query.ok_or_else(|| ApiError::new(ProblemCode::MalformedParameter))
}

/// Decide on applications
///
/// The homeroom teacher of each row's class; of a protected child, a protection officer alone. Up to 200 rows, each with an outcome of its own, in the order asked: a
/// row that was changed meanwhile is named and left alone, the others are decided. The same request again finds what
/// it decided. Mail and account wait until `undo_until`.
#[utoipa::path(
    tag = "review-decisions",
    request_body = DecideApplications,
    responses(
        (status = 200, description = "What became of each row.", body = DecisionResults),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[post("/review-decisions")]
pub(super) async fn decide_applications(
    state: web::Data<State>,
    teacher: Decider,
    body: Body<DecideApplications>,
) -> ApiResult<web::Json<DecisionResults>> {
    Ok(web::Json(decisions::decide(&state, &teacher, body.0).await?))
}

/// Take decisions back
///
/// Whoever made them, before `undo_until`. Up to 200, each with an outcome of its own, in the order asked: the
/// application waits for a decision again, and its parent gets no mail. One that was taken back already is done.
#[utoipa::path(
    tag = "review-decisions",
    request_body = UndoDecisions,
    responses(
        (status = 200, description = "What became of each.", body = UndoResults),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[post("/review-decisions/undos")]
pub(super) async fn undo_decisions(
    state: web::Data<State>,
    teacher: Decider,
    body: Body<UndoDecisions>,
) -> ApiResult<web::Json<UndoResults>> {
    Ok(web::Json(undo::undo(&state, &teacher, body.0).await?))
}

/// Note which signed papers came back
///
/// The homeroom teacher of each row's class, or the school's registrar. Where the school wants the signed paper back, an
/// approval needs this tick. Up to 200, each with an outcome of its own, in the order asked; the same request again
/// changes nothing.
#[utoipa::path(
    tag = "review-decisions",
    request_body = NotePaperReturns,
    responses(
        (status = 200, description = "What became of each.", body = PaperReturnResults),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[post("/paper-returns")]
pub(super) async fn note_paper_returns(
    state: web::Data<State>,
    reviewer: Reviewer,
    body: Body<NotePaperReturns>,
) -> ApiResult<web::Json<PaperReturnResults>> {
    Ok(web::Json(papers::note(&state, &reviewer, body.0).await?))
}

/// Remind applicants of a class
///
/// The class's homeroom teacher, or the school's registrar. A mail to everybody whose returned application isn't corrected,
/// whose e-mail address isn't confirmed, or who hasn't signed in to the new account yet; nobody within three days of the
/// last one, and no link to set a password to an address that nobody has proved.
#[utoipa::path(
    tag = "classes",
    params(("id" = Uuid, Path, description = "The class.")),
    responses(
        (status = 200, description = "How many were reminded.", body = Reminded),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or not of the own classes and schools."),
    ),
    security(("account_session" = [])),
)]
#[post("/classes/{id}/reminders")]
pub(super) async fn remind_class(
    state: web::Data<State>,
    reviewer: Reviewer,
    class: web::Path<Uuid>,
) -> ApiResult<web::Json<Reminded>> {
    Ok(web::Json(reminders::of_class(&state, &reviewer, *class).await?))
}

/// Remind applicants of a school
///
/// The school's registrar; as `reminders` of each class.
#[utoipa::path(
    tag = "schools",
    params(("code" = String, Path, description = "The school.")),
    responses(
        (status = 200, description = "How many were reminded.", body = Reminded),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
    ),
    security(("account_session" = [])),
)]
#[post("/schools/{code}/reminders")]
pub(super) async fn remind_school(
    state: web::Data<State>,
    registrar: Registrar,
    code: web::Path<String>,
) -> ApiResult<web::Json<Reminded>> {
    Ok(web::Json(reminders::of_school(&state, &registrar, &code).await?))
}

/// The evidence beside an application
///
/// The homeroom teacher of the row's class, and the school's registrar: what the grid shows, and what it can be held
/// against. That it was read goes into the audit trail.
#[utoipa::path(
    tag = "review-decisions",
    params(("id" = Uuid, Path, description = "The application.")),
    responses(
        (status = 200, description = "The evidence.", body = ApplicationEvidence),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: not in the reader's grid."),
    ),
    security(("account_session" = [])),
)]
#[get("/review-applications/{id}")]
pub(super) async fn application_evidence(
    state: web::Data<State>,
    reviewer: Reviewer,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<ApplicationEvidence>> {
    Ok(web::Json(evidence::read(&state, &reviewer, *id).await?))
}

/// Read an applicant's full numbers
///
/// The homeroom teacher of the row's class, or the school's registrar, with a reason; of a protected child, a protection
/// officer alone. Thirty an hour. It goes into the audit trail with the reason; the answer is not to be kept.
#[utoipa::path(
    tag = "review-decisions",
    params(("id" = Uuid, Path, description = "The application.")),
    request_body = Unmask,
    responses(
        (status = 201, description = "The numbers.", body = Unmasked),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: not in the reader's grid."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/review-applications/{id}/unmaskings")]
pub(super) async fn unmask_applicant(
    state: web::Data<State>,
    reviewer: Reviewer,
    id: web::Path<Uuid>,
    body: Body<Unmask>,
) -> ApiResult<HttpResponse> {
    let unmasked = unmasking::unmask(&state, &reviewer, *id, body.0).await?;
    Ok(HttpResponse::Created().insert_header((header::CACHE_CONTROL, "private, no-store")).json(unmasked))
}
