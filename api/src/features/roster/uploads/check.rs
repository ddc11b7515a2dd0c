//! The job that reads a file and says what it would change. Run twice, it writes the same report twice.

use super::repository::{self, Found};
use crate::{
    entity::{roster_change, roster_import, roster_problem},
    features::roster::import::{Compared, Mistake, Progress, Upload},
    jobs::JobError,
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    roster::{RosterChangeKind, RosterFormat, RosterImportStatus as Status, RosterProblemCode},
    school::SchoolLevel,
};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use uuid::Uuid;

/// How often progress is written down.
const PROGRESS: Duration = Duration::from_millis(500);

/// Checks an import, unless it isn't to be checked any more.
///
/// # Errors
/// The database's.
pub async fn run(state: &State, id: Uuid) -> Result<(), JobError> {
    let Some(upload) = open(state, id, Status::Checking).await? else { return Ok(()) };
    let progress = Arc::new(Progress::default());
    let mut reading = upload.read(progress.clone());
    let read = loop {
        tokio::select! {
            read = &mut reading => break read,
            () = tokio::time::sleep(PROGRESS) => {
                let transaction = state.database.begin().await?;
                let (done, total) = (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed));
                let total = (total > 0).then_some(total as i32);
                repository::set_progress(&*transaction, id, done as i32, total).await?;
                transaction.commit().await?;
            }
        }
    };
    let found = match read {
        Ok(read) => {
            let compared = read.compare(state, state.database.reader()).await?;
            found(state, id, &compared, progress.done.load(Ordering::Relaxed))?
        }
        // It panicked, and would each time.
        Err(error) => {
            tracing::error!(import = %id, %error, "a roster file can't be read");
            unreadable(state, id)
        }
    };
    let transaction = state.database.begin().await?;
    repository::report(&*transaction, id, found, state.now()).await?;
    Ok(transaction.commit().await?)
}

/// The file of an import that is in that state.
pub(super) async fn open(state: &State, id: Uuid, status: Status) -> ApiResult<Option<Upload>> {
    let connection = state.database.reader();
    let row = repository::find(connection, id).await?.filter(|row| row.status == status.code());
    let (Some(row), Some(sealed)) = (row, repository::content(connection, id).await?) else { return Ok(None) };
    if sealed.is_empty() {
        // Settled this moment.
        return Ok(None);
    }
    let levels = repository::levels(connection, &row.school_code).await?.unwrap_or_default();
    let format = RosterFormat::from_code(&row.format)
        .ok_or_else(|| ApiError::internal(anyhow::anyhow!("import {id} is of an unknown format")))?;
    Ok(Some(Upload {
        bytes: state.keys.open(roster_import::CONTENT, id, &sealed)?,
        levels: levels.split('|').filter_map(SchoolLevel::from_code).collect(),
        school_code: row.school_code,
        format,
    }))
}

/// Refuses what nobody checks any more: its job was given up, or is lost.
///
/// # Errors
/// The database's.
pub async fn settle_lost(state: &State) -> ApiResult<()> {
    let lost = repository::lost_checks(state.database.reader()).await?;
    for id in lost {
        let transaction = state.database.begin().await?;
        repository::report(&*transaction, id, unreadable(state, id), state.now()).await?;
        transaction.commit().await?;
    }
    Ok(())
}

fn unreadable(state: &State, import_id: Uuid) -> Found {
    let problem = roster_problem::Model {
        id: state.new_id(),
        import_id,
        position: 0,
        file: String::new(),
        row: None,
        heading: None,
        code: RosterProblemCode::Unreadable.code().into(),
    };
    Found {
        status: Status::Refused,
        rows: 0,
        changes: None,
        fingerprint: Vec::new(),
        warnings: 0,
        problems: vec![problem],
        concerned: Vec::new(),
    }
}

fn found(state: &State, import_id: Uuid, compared: &Compared, rows: u32) -> ApiResult<Found> {
    let is_right = compared.mistakes.are_warnings();
    let changes = is_right.then(|| serde_json::to_string(&compared.changes())).transpose();
    let problem = |(position, mistake): (usize, &Mistake)| roster_problem::Model {
        id: state.new_id(),
        import_id,
        position: position as i32,
        file: mistake.file.clone(),
        row: mistake.row.map(|row| row as i32),
        heading: mistake.column.clone(),
        code: mistake.code.code().into(),
    };
    let concerned = |(student_id, kind): &(Uuid, RosterChangeKind)| roster_change::Model {
        id: state.new_id(),
        import_id,
        student_id: *student_id,
        kind: kind.code().into(),
    };
    Ok(Found {
        status: if is_right { Status::Ready } else { Status::Refused },
        rows: rows as i32,
        changes: changes.map_err(ApiError::internal)?,
        fingerprint: compared.fingerprint.clone(),
        warnings: compared.mistakes.warnings() as i32,
        problems: compared.mistakes.all().iter().enumerate().map(problem).collect(),
        concerned: compared.concerned().iter().filter(|_| is_right).map(concerned).collect(),
    })
}
