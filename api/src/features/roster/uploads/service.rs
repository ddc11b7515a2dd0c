use super::{
    check,
    repository::{self, ChangeRow, ImportRow},
};
use crate::{
    database::{Transaction, millis},
    entity::{roster_import, roster_problem},
    features::{
        audit::{self, Event},
        roster::import::{self, Progress},
        staff,
    },
    http::authority::RosterKeeper,
    jobs::{self, Job},
    paging::Paging,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use shared_types::{
    Page,
    audit::{AuditAction, AuditSubject},
    problem::{FieldCode, ProblemCode},
    roster::{
        ConfirmImport, RosterChange, RosterChangeKind, RosterFormat, RosterImport, RosterImportStatus as Status,
        RosterProblem, RosterProblemCode,
    },
};
use time::Duration;
use uuid::Uuid;

/// Files an hour: correcting one takes a few tries.
const UPLOADS: Limit = Limit { name: "roster_uploads", hits: 60, window: Duration::HOUR };

/// # Errors
/// `not_found` for another's school.
pub(super) async fn check_school(state: &State, keeper: &RosterKeeper, school_code: &str) -> ApiResult<()> {
    staff::check_roster_school(state.database.reader(), keeper, school_code, state.now()).await
}

/// Keeps a file and has it checked. Returns the import, and whether it is new: the same file, while the school's
/// import of it waits, is that import. Another one takes its place.
pub(super) async fn upload(
    state: &State,
    keeper: &RosterKeeper,
    school_code: &str,
    format: RosterFormat,
    file_name: Option<String>,
    bytes: Vec<u8>,
) -> ApiResult<(RosterImport, bool)> {
    let id = state.new_id();
    let content_index = state.keys.blind_index("roster_file", &HEXLOWER.encode(&Sha256::digest(&bytes)));
    let content_sealed = state.keys.seal(roster_import::CONTENT, id, &bytes);
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, UPLOADS, &keeper.account.to_string()).await?;
    transaction.take_turns("roster_uploads", [school_code]).await?;
    let now = state.now();
    staff::check_roster_school(&*transaction, keeper, school_code, now).await?;
    if let Some(same) = repository::find_same(&*transaction, school_code, format.code(), &content_index).await? {
        transaction.commit().await?;
        return Ok((view(same)?, false));
    }
    repository::discard_open(&*transaction, school_code, now).await?;
    let row = roster_import::Model {
        id,
        school_code: school_code.into(),
        uploaded_by: keeper.account,
        file_name,
        format: format.code().into(),
        content_sealed,
        content_index,
        status: Status::Checking.code().into(),
        rows_done: 0,
        rows_total: None,
        changes: None,
        problems: 0,
        warnings: 0,
        fingerprint: None,
        created_at: millis(now),
        settled_at: None,
    };
    repository::insert(&*transaction, row).await?;
    jobs::enqueue(state, &*transaction, &Job::CheckRosterImport { import: id }).await?;
    let uploaded = event(keeper, AuditAction::RosterUploaded, id, school_code);
    audit::record(state, &*transaction, [uploaded]).await?;
    let made = read(&transaction, id).await?;
    transaction.commit().await?;
    state.roster_bell.notify_one();
    Ok((made, true))
}

fn event(keeper: &RosterKeeper, action: AuditAction, id: Uuid, school_code: &str) -> Event {
    Event::new(keeper, action).to(AuditSubject::RosterImport, id).at_school(Some(school_code))
}

pub(super) async fn list(
    state: &State,
    keeper: &RosterKeeper,
    school_code: &str,
    paging: Paging,
) -> ApiResult<Page<RosterImport>> {
    let connection = state.database.reader();
    staff::check_roster_school(connection, keeper, school_code, state.now()).await?;
    let (rows, total) = repository::page(connection, school_code, paging).await?;
    let items = rows.into_iter().map(view).collect::<ApiResult<_>>()?;
    Ok(Page { items, page: paging.page, page_size: paging.page_size, total })
}

pub(super) async fn get(state: &State, keeper: &RosterKeeper, id: Uuid) -> ApiResult<RosterImport> {
    view(find_own(state, keeper, id).await?)
}

async fn find_own(state: &State, keeper: &RosterKeeper, id: Uuid) -> ApiResult<ImportRow> {
    let connection = state.database.reader();
    let row = repository::find(connection, id).await?.ok_or(ProblemCode::NotFound)?;
    staff::check_roster_school(connection, keeper, &row.school_code, state.now()).await?;
    Ok(row)
}

pub(super) async fn problems(
    state: &State,
    keeper: &RosterKeeper,
    id: Uuid,
    paging: Paging,
) -> ApiResult<Page<RosterProblem>> {
    find_own(state, keeper, id).await?;
    let (rows, total) = repository::problems(state.database.reader(), id, paging).await?;
    let items = rows.into_iter().map(problem).collect::<ApiResult<_>>()?;
    Ok(Page { items, page: paging.page, page_size: paging.page_size, total })
}

pub(super) async fn changes(
    state: &State,
    keeper: &RosterKeeper,
    id: Uuid,
    kind: RosterChangeKind,
    paging: Paging,
) -> ApiResult<Page<RosterChange>> {
    let import = find_own(state, keeper, id).await?;
    let (rows, total) = repository::changes(state.database.reader(), &import, kind, paging).await?;
    let change = |row: ChangeRow| RosterChange {
        kind,
        student_number: row.student_number,
        student_name: row.student_name,
        class_name: row.class_name,
    };
    let items = rows.into_iter().map(change).collect();
    Ok(Page { items, page: paging.page, page_size: paging.page_size, total })
}

/// Carries an import out, whole or not at all, as long as the roster is still what its report is about; otherwise it is
/// checked anew. Returns it, and whether that was done now: a confirmation that comes again finds it done.
pub(super) async fn confirm(
    state: &State,
    keeper: &RosterKeeper,
    id: Uuid,
    asked: &ConfirmImport,
) -> ApiResult<(RosterImport, bool)> {
    let row = find_own(state, keeper, id).await?;
    if row.status == Status::CarriedOut.code() {
        return Ok((view(row)?, false));
    }
    // Read before the transaction: nobody waits for the database meanwhile.
    let upload = check::open(state, id, Status::Ready).await?.ok_or(ProblemCode::WrongState)?;
    let file = upload.read(std::sync::Arc::<Progress>::default()).await.map_err(ApiError::internal)?;
    let transaction = state.database.begin().await?;
    import::take_turn(&transaction).await?;
    // As it is when it is one's turn.
    let now = state.now();
    let row = repository::find_locked(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    staff::check_roster_school(&*transaction, keeper, &row.school_code, now).await?;
    let import = view(row)?;
    match import.status {
        Status::Ready => {}
        Status::CarriedOut => return Ok((import, false)),
        Status::Checking | Status::Refused | Status::Discarded => return Err(ProblemCode::WrongState.into()),
    }
    let compared = file.compare(state, &*transaction).await?;
    let seen = repository::find(&*transaction, id).await?.and_then(|row| row.fingerprint);
    let is_as_seen = seen.as_ref() == Some(&compared.fingerprint)
        && import.changes == Some(compared.changes())
        && compared.mistakes.are_warnings();
    if !is_as_seen {
        drop(transaction);
        check_again(state, id).await?;
        return Err(ProblemCode::Stale.into());
    }
    if asked.ends_bindings != compared.changes().ends_bindings {
        return Err(ApiError::field("/ends_bindings", FieldCode::Required));
    }
    compared.write(state, &transaction).await?;
    repository::settle(&*transaction, id, &[Status::Ready], Status::CarriedOut, now).await?;
    let imported = event(keeper, AuditAction::RosterImported, id, &import.school_code);
    audit::record(state, &*transaction, [imported]).await?;
    let done = read(&transaction, id).await?;
    transaction.commit().await?;
    metrics::counter!("kinbind_roster_imports_total").increment(1);
    Ok((done, true))
}

async fn check_again(state: &State, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    repository::set_status(&*transaction, id, Status::Ready, Status::Checking).await?;
    jobs::enqueue(state, &*transaction, &Job::CheckRosterImport { import: id }).await?;
    transaction.commit().await?;
    state.roster_bell.notify_one();
    Ok(())
}

async fn read(transaction: &Transaction, id: Uuid) -> ApiResult<RosterImport> {
    view(repository::find(&**transaction, id).await?.ok_or(ProblemCode::NotFound)?)
}

fn view(row: ImportRow) -> ApiResult<RosterImport> {
    let unknown = || ApiError::internal(anyhow::anyhow!("import {} has an unknown word in it", row.id));
    let status = Status::from_code(&row.status).ok_or_else(unknown)?;
    let changes = row.changes.as_deref().map(serde_json::from_str).transpose().map_err(ApiError::internal)?;
    Ok(RosterImport {
        id: row.id,
        format: RosterFormat::from_code(&row.format).ok_or_else(unknown)?,
        status,
        uploaded_at: *row.created_at,
        uploaded_by: row.uploaded_by,
        file_name: row.file_name,
        rows_done: row.rows_done as u32,
        rows_total: row.rows_total.map(|rows| rows as u32),
        // That of an earlier check isn't true any more.
        changes: changes.filter(|_| status != Status::Checking),
        problems: row.problems as u32,
        warnings: row.warnings as u32,
        settled_at: row.settled_at.map(|at| *at),
        school_code: row.school_code,
    })
}

fn problem(row: roster_problem::Model) -> ApiResult<RosterProblem> {
    let code = RosterProblemCode::from_code(&row.code)
        .ok_or_else(|| ApiError::internal(anyhow::anyhow!("problem {} has an unknown code", row.id)))?;
    Ok(RosterProblem {
        file: row.file,
        row: row.row.map(|row| row as u32),
        column: row.heading,
        is_warning: code.is_warning(),
        code,
    })
}
