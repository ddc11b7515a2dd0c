use super::repository;
use crate::{
    entity::school::Model,
    features::{
        audit::{self, Event},
        roster,
    },
    http::authority::BureauOfficer,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    List,
    audit::AuditAction,
    problem::{FieldCode, ProblemCode},
    school::SchoolLevel,
    school_register::{AddSchool, ChangeSchool, SchoolRecord},
    text,
};

pub(super) async fn list(state: &State) -> ApiResult<List<SchoolRecord>> {
    let connection = state.database.reader();
    let rows = repository::all(connection).await?;
    Ok(List { items: records(connection, &rows).await? })
}

async fn records(connection: &impl ConnectionTrait, rows: &[Model]) -> ApiResult<Vec<SchoolRecord>> {
    let children = repository::children(connection).await?;
    let in_use = repository::levels_in_use(connection).await?;
    let record = |row: &Model| {
        let is_used = |level: &SchoolLevel| in_use.iter().any(|(code, one)| *code == row.code && *one == level.code());
        SchoolRecord {
            code: row.code.clone(),
            name: row.name.clone(),
            district: row.district.clone(),
            levels: row.levels.split('|').filter_map(SchoolLevel::from_code).collect(),
            is_closed: row.is_closed,
            version: row.version as u32,
            children: children.get(&row.code).copied().unwrap_or_default() as u64,
            levels_in_use: SchoolLevel::ALL.into_iter().filter(is_used).collect(),
        }
    };
    Ok(rows.iter().map(record).collect())
}

async fn record(connection: &impl ConnectionTrait, row: Model) -> ApiResult<SchoolRecord> {
    Ok(records(connection, &[row]).await?.remove(0))
}

pub(super) async fn add(state: &State, officer: &BureauOfficer, asked: AddSchool) -> ApiResult<SchoolRecord> {
    let row = Model {
        code: text::normalise_identifier(&asked.code),
        name: text::normalise_line(&asked.name),
        district: asked.district,
        levels: levels_in_order(&asked.levels),
        version: 0,
        is_closed: false,
    };
    let transaction = state.database.begin().await?;
    roster::take_turn(&transaction).await?;
    if !repository::insert(&*transaction, row.clone()).await? {
        return Err(ApiError::new(ProblemCode::WrongState).at("/code", FieldCode::Duplicate));
    }
    let added = Event::new(officer, AuditAction::SchoolAdded).at_school(Some(&row.code));
    audit::record(state, &*transaction, [added]).await?;
    let added = record(&*transaction, row).await?;
    transaction.commit().await?;
    Ok(added)
}

/// One officer after the other, and none while an import is carried out: what it brings may need the school.
pub(super) async fn change(
    state: &State,
    officer: &BureauOfficer,
    code: &str,
    asked: ChangeSchool,
) -> ApiResult<SchoolRecord> {
    let transaction = state.database.begin().await?;
    roster::take_turn(&transaction).await?;
    let before = repository::find(&*transaction, code).await?.ok_or(ProblemCode::NotFound)?;
    let changed = Model {
        code: before.code.clone(),
        name: text::normalise_line(&asked.name),
        district: asked.district,
        levels: levels_in_order(&asked.levels),
        version: i32::try_from(asked.version)
            .ok()
            .and_then(|version| version.checked_add(1))
            .ok_or(ProblemCode::Stale)?,
        is_closed: asked.is_closed,
    };
    if before == changed {
        // The same request again.
        return record(&*transaction, before).await;
    }
    if before.version + 1 != changed.version {
        return Err(ProblemCode::Stale.into());
    }
    check_not_needed(&record(&*transaction, before.clone()).await?, &asked.levels, asked.is_closed)?;
    if !repository::update(&*transaction, &changed, before.version).await? {
        return Err(ProblemCode::Stale.into());
    }
    let action = match (before.is_closed, changed.is_closed) {
        (false, true) => AuditAction::SchoolClosed,
        (true, false) => AuditAction::SchoolReopened,
        _ => AuditAction::SchoolChanged,
    };
    audit::record(state, &*transaction, [Event::new(officer, action).at_school(Some(code))]).await?;
    let changed = record(&*transaction, changed).await?;
    transaction.commit().await?;
    Ok(changed)
}

/// Neither the school nor a level goes away under those who are there.
fn check_not_needed(now: &SchoolRecord, levels: &[SchoolLevel], closes: bool) -> ApiResult<()> {
    let refused = |pointer| Err(ApiError::new(ProblemCode::WrongState).at(pointer, FieldCode::TooMany));
    match closes {
        true if now.children > 0 => refused("/is_closed"),
        false if now.levels_in_use.iter().any(|level| !levels.contains(level)) => refused("/levels"),
        _ => Ok(()),
    }
}

fn levels_in_order(levels: &[SchoolLevel]) -> String {
    let codes = SchoolLevel::ALL.into_iter().filter(|level| levels.contains(level)).map(SchoolLevel::code);
    codes.collect::<Vec<_>>().join("|")
}
