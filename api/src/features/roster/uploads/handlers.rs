use super::{
    model::{ChangeQuery, LARGEST_FILE, PageQuery, UploadQuery, XLSX, format_of},
    service, template_file,
};
use crate::{
    http::{attachment, authority::RosterKeeper, body::Body},
    paging::Paging,
    problem::{ApiError, ApiResult},
    state::State,
};
use actix_web::{HttpRequest, HttpResponse, get, http::header::CONTENT_TYPE, post, web};
use serde::Serialize;
use shared_types::{
    Page,
    problem::ProblemCode,
    roster::{ConfirmImport, RosterChange, RosterImport, RosterProblem},
};
use std::time::Duration;
use utoipa::ToSchema;
use uuid::Uuid;

/// How long a file may be on its way.
const UPLOAD_TIME: Duration = Duration::from_secs(120);

/// A file.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only its schema is used")]
struct RosterFile(Vec<u8>);

/// Our template as CSV
#[utoipa::path(
    tag = "roster-imports",
    description = "A registrar, or an officer of the bureau. With an example in it, which is replaced.",
    responses(
        (status = 200, description = "The template.", content_type = "text/csv", body = inline(RosterFile)),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/roster-template.csv")]
pub(in super::super) async fn get_roster_template_csv(_: RosterKeeper) -> HttpResponse {
    file("kinbind-學籍匯入範本.csv", "text/csv; charset=utf-8", template_file::csv().into_bytes())
}

/// Our template as XLSX
#[utoipa::path(
    tag = "roster-imports",
    description = "A registrar, or an officer of the bureau. The same as the one in CSV; its columns are text, so that \
        Excel changes nothing that is typed.",
    responses(
        (status = 200, description = "The template.", body = inline(RosterFile),
            content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
    ),
    security(("account_session" = [])),
)]
#[get("/roster-template.xlsx")]
pub(in super::super) async fn get_roster_template_xlsx(_: RosterKeeper) -> ApiResult<HttpResponse> {
    let bytes = template_file::xlsx().map_err(ApiError::internal)?;
    Ok(file("kinbind-學籍匯入範本.xlsx", XLSX, bytes))
}

fn file(name: &str, media_type: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok().content_type(media_type).insert_header(attachment(name)).body(bytes)
}

/// Send a school's roster
///
/// The school's registrar, or an officer of the bureau. The body is the file, at most 16 MiB: our template as CSV in
/// UTF-8 or as XLSX, or a ZIP of OneRoster 1.2 CSV (`docs/import.md` of the project has the columns). It names every
/// child of the school, because who isn't named has left. A job checks it without changing anything; ask for the import
/// until it isn't `checking`. A file takes the place of one that waits; the same one again is the same import. 60 an
/// hour. The file is kept encrypted, at most 14 days, and dropped when the import is settled.
#[utoipa::path(
    tag = "roster-imports",
    params(("code" = String, Path, description = "The school."), UploadQuery),
    request_body(
        description = "The file.",
        content(
            (inline(RosterFile) = "text/csv"),
            (inline(RosterFile) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (inline(RosterFile) = "application/zip"),
        ),
    ),
    responses(
        (status = 200, description = "Sent before, and waits.", body = RosterImport),
        (status = 202, description = "Is being checked.", body = RosterImport),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
        (status = 429, description = "`too_many_requests`"),
    ),
    security(("account_session" = [])),
)]
#[post("/schools/{code}/roster-imports")]
pub(in super::super) async fn upload_roster(
    state: web::Data<State>,
    keeper: RosterKeeper,
    code: web::Path<String>,
    query: Result<web::Query<UploadQuery>, actix_web::Error>,
    request: HttpRequest,
    payload: web::Payload,
) -> ApiResult<HttpResponse> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    let media_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let format = format_of(media_type).ok_or(ProblemCode::UnsupportedMediaType)?;
    service::check_school(&state, &keeper, &code).await?;
    let bytes = tokio::time::timeout(UPLOAD_TIME, payload.to_bytes_limited(LARGEST_FILE))
        .await
        .map_err(|_| ApiError::new(ProblemCode::MalformedBody))?
        .map_err(|_| ApiError::new(ProblemCode::BodyTooLarge))?
        .map_err(|_| ApiError::new(ProblemCode::MalformedBody))?;
    let (import, is_new) =
        service::upload(&state, &keeper, &code, format, query.into_inner().file_name(), bytes.to_vec()).await?;
    let mut response = if is_new { HttpResponse::Accepted() } else { HttpResponse::Ok() };
    Ok(response.json(import))
}

type PageOf = Result<web::Query<PageQuery>, actix_web::Error>;

fn read(query: PageOf) -> ApiResult<Paging> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    Paging::new(query.page, query.page_size)
}

/// Imports of a school
#[utoipa::path(
    tag = "roster-imports",
    description = "The school's registrar, or an officer of the bureau. The newest first.",
    params(("code" = String, Path, description = "The school."), PageQuery),
    responses(
        (status = 200, description = "A page of imports.", body = Page<RosterImport>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or another's school."),
    ),
    security(("account_session" = [])),
)]
#[get("/schools/{code}/roster-imports")]
pub(in super::super) async fn list_roster_imports(
    state: web::Data<State>,
    keeper: RosterKeeper,
    code: web::Path<String>,
    query: PageOf,
) -> ApiResult<web::Json<Page<RosterImport>>> {
    Ok(web::Json(service::list(&state, &keeper, &code, read(query)?).await?))
}

/// An import and its report
#[utoipa::path(
    tag = "roster-imports",
    description = "The school's registrar, or an officer of the bureau. While it is `checking`, how many rows were read; \
        then what it would change, or that rows are wrong.",
    params(("id" = Uuid, Path, description = "The import.")),
    responses(
        (status = 200, description = "The import.", body = RosterImport),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or of another's school."),
    ),
    security(("account_session" = [])),
)]
#[get("/roster-imports/{id}")]
pub(in super::super) async fn get_roster_import(
    state: web::Data<State>,
    keeper: RosterKeeper,
    id: web::Path<Uuid>,
) -> ApiResult<web::Json<RosterImport>> {
    Ok(web::Json(service::get(&state, &keeper, *id).await?))
}

/// What is wrong in an import
#[utoipa::path(
    tag = "roster-imports",
    description = "The school's registrar, or an officer of the bureau. Every wrong row by file, row and column, and the \
        rows that are left out with a warning. What the rows hold isn't repeated.",
    params(("id" = Uuid, Path, description = "The import."), PageQuery),
    responses(
        (status = 200, description = "A page of problems.", body = Page<RosterProblem>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or of another's school."),
    ),
    security(("account_session" = [])),
)]
#[get("/roster-imports/{id}/problems")]
pub(in super::super) async fn list_roster_problems(
    state: web::Data<State>,
    keeper: RosterKeeper,
    id: web::Path<Uuid>,
    query: PageOf,
) -> ApiResult<web::Json<Page<RosterProblem>>> {
    Ok(web::Json(service::problems(&state, &keeper, *id, read(query)?).await?))
}

/// Whom an import concerns
#[utoipa::path(
    tag = "roster-imports",
    description = "The school's registrar, or an officer of the bureau. The children of the report's counts, one kind at a \
        time, by class and seat: who leaves or graduates, gets another class, or has something else changed. Known as \
        long as the import is `ready`.",
    params(("id" = Uuid, Path, description = "The import."), ChangeQuery),
    responses(
        (status = 200, description = "A page of children.", body = Page<RosterChange>),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or of another's school."),
    ),
    security(("account_session" = [])),
)]
#[get("/roster-imports/{id}/changes")]
pub(in super::super) async fn list_roster_changes(
    state: web::Data<State>,
    keeper: RosterKeeper,
    id: web::Path<Uuid>,
    query: Result<web::Query<ChangeQuery>, actix_web::Error>,
) -> ApiResult<web::Json<Page<RosterChange>>> {
    let query = query.map_err(|_| ApiError::new(ProblemCode::MalformedParameter))?;
    let paging = Paging::new(query.page, query.page_size)?;
    Ok(web::Json(service::changes(&state, &keeper, *id, query.kind, paging).await?))
}

/// Carry an import out
///
/// The school's registrar, or an officer of the bureau. All of it or nothing. It has to name how many bindings would end,
/// as the report says, so that nobody takes them from families by accident. The same request again finds it done.
#[utoipa::path(
    tag = "roster-imports",
    params(("id" = Uuid, Path, description = "The import.")),
    request_body = ConfirmImport,
    responses(
        (status = 200, description = "Carried out before.", body = RosterImport),
        (status = 201, description = "Carried out.", body = RosterImport),
        (status = 403, description = "`not_allowed`, `password_change_required`"),
        (status = 404, description = "`not_found`: absent, or of another's school."),
        (status = 409, description = "`wrong_state`: it isn't `ready`; `stale`: the roster has changed since the report, \
            and is being compared anew."),
        (status = 422, description = "`invalid_fields`: `/ends_bindings` isn't the report's number."),
    ),
    security(("account_session" = [])),
)]
#[post("/roster-imports/{id}/confirmations")]
pub(in super::super) async fn confirm_roster_import(
    state: web::Data<State>,
    keeper: RosterKeeper,
    id: web::Path<Uuid>,
    body: Body<ConfirmImport>,
) -> ApiResult<HttpResponse> {
    Ok(done(service::confirm(&state, &keeper, *id, &body.0).await?))
}

/// 201 for what was done now, 200 for what was done before.
pub(in super::super) fn done((done, is_new): (impl Serialize, bool)) -> HttpResponse {
    let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
    response.json(done)
}
