use super::repository;
use crate::{
    entity::school_settings::Model,
    features::{
        audit::{self, Event},
        staff,
    },
    http::authority::Registrar,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    audit::AuditAction,
    problem::ProblemCode,
    school_settings::{SchoolContact, SchoolContacts, SchoolSettings},
    text,
};

pub(super) async fn own(state: &State, registrar: &Registrar, code: &str) -> ApiResult<SchoolSettings> {
    let connection = state.database.reader();
    staff::check_own_school(connection, registrar, code, state.now()).await?;
    in_force(connection, code).await
}

async fn in_force(connection: &impl ConnectionTrait, code: &str) -> ApiResult<SchoolSettings> {
    repository::find(connection, code).await?.map_or_else(|| Ok(SchoolSettings::default()), |row| read(&row))
}

/// One registrar after the other: whoever read an older version has to look again.
pub(super) async fn change(
    state: &State,
    registrar: &Registrar,
    code: &str,
    mut asked: SchoolSettings,
) -> ApiResult<SchoolSettings> {
    for SchoolContact { office, phone, .. } in &mut asked.contacts {
        (*office, *phone) = (text::normalise_line(office), text::normalise_line(phone));
    }
    let transaction = state.database.begin().await?;
    transaction.take_turns("school_settings", [code]).await?;
    staff::check_own_school(&*transaction, registrar, code, state.now()).await?;
    let before = in_force(&*transaction, code).await?;
    let changed = SchoolSettings { version: asked.version + 1, ..asked };
    if before == changed {
        // The same request again.
        return Ok(before);
    }
    if before.version + 1 != changed.version {
        return Err(ProblemCode::Stale.into());
    }
    repository::save(&*transaction, row(code, &changed)?, before.version == 0).await?;
    let event = Event::new(registrar, AuditAction::SchoolSettingsChanged).at_school(Some(code));
    audit::record(state, &*transaction, [event]).await?;
    transaction.commit().await?;
    Ok(changed)
}

pub(super) async fn contacts(state: &State, code: &str) -> ApiResult<SchoolContacts> {
    let connection = state.database.reader();
    if !repository::is_school(connection, code).await? {
        return Err(ProblemCode::NotFound.into());
    }
    contacts_of(connection, code).await
}

/// What parents may know of a school's settings.
///
/// # Errors
/// The database's.
pub async fn contacts_of(connection: &impl ConnectionTrait, code: &str) -> ApiResult<SchoolContacts> {
    let SchoolSettings { apply_until, paper_required, contacts, .. } = in_force(connection, code).await?;
    Ok(SchoolContacts { apply_until, paper_required, contacts })
}

fn row(code: &str, settings: &SchoolSettings) -> ApiResult<Model> {
    Ok(Model {
        school_code: code.into(),
        version: settings.version as i32,
        paper_required: settings.paper_required,
        apply_until: settings.apply_until.map(Into::into),
        contacts: serde_json::to_string(&settings.contacts).map_err(ApiError::internal)?,
    })
}

fn read(row: &Model) -> ApiResult<SchoolSettings> {
    let apply_until = row.apply_until.clone().map(|day| serde_json::from_value(day.into())).transpose();
    Ok(SchoolSettings {
        version: row.version as u32,
        paper_required: row.paper_required,
        apply_until: apply_until.map_err(ApiError::internal)?,
        contacts: serde_json::from_str(&row.contacts).map_err(ApiError::internal)?,
    })
}
