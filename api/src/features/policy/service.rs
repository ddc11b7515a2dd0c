use super::repository;
use crate::{
    database::millis,
    entity::policy::Model,
    features::{
        account,
        audit::{self, Event},
    },
    http::authority::BureauOfficer,
    problem::ApiResult,
    state::State,
};
use sea_orm::{ConnectionTrait, DbErr};
use shared_types::{
    audit::AuditAction,
    policy::{DecidePolicies, Policies, PolicyDecision},
    problem::ProblemCode,
};

/// The policies as they are this moment; who decided them isn't read along.
///
/// # Errors
/// The database's.
pub async fn in_force(connection: &impl ConnectionTrait) -> Result<Policies, DbErr> {
    Ok(repository::newest(connection).await?.map_or_else(Policies::default, |row| policies(&row)))
}

fn policies(row: &Model) -> Policies {
    Policies {
        version: row.version as u32,
        registry_approves: row.registry_approves,
        initial_password_from_id: row.initial_password_from_id,
        decided: None,
    }
}

pub(super) async fn read(state: &State) -> ApiResult<Policies> {
    let connection = state.database.reader();
    match repository::newest(connection).await? {
        Some(row) => with_decision(connection, &row).await,
        None => Ok(Policies::default()),
    }
}

async fn with_decision(connection: &impl ConnectionTrait, row: &Model) -> ApiResult<Policies> {
    let by = account::names(connection, [row.decided_by]).await?.remove(&row.decided_by).unwrap_or_default();
    Ok(Policies { decided: Some(PolicyDecision { by, at: *row.decided_at }), ..policies(row) })
}

/// One officer after the other: whoever read an older version has to look again.
pub(super) async fn decide(state: &State, officer: &BureauOfficer, asked: &DecidePolicies) -> ApiResult<Policies> {
    let transaction = state.database.begin().await?;
    transaction.take_turns("policies", [""]).await?;
    let before = repository::newest(&*transaction).await?;
    let version = before.as_ref().map_or(0, |row| row.version as u32);
    let wanted = (asked.registry_approves, asked.initial_password_from_id);
    if let Some(row) = &before
        && version == asked.version.saturating_add(1)
        && (row.registry_approves, row.initial_password_from_id) == wanted
    {
        // The same request again.
        return with_decision(&*transaction, row).await;
    }
    if version != asked.version {
        return Err(ProblemCode::Stale.into());
    }
    let row = Model {
        version: (version + 1) as i32,
        registry_approves: asked.registry_approves,
        initial_password_from_id: asked.initial_password_from_id,
        decided_by: officer.account,
        decided_at: millis(state.now()),
    };
    repository::insert(&*transaction, row.clone()).await?;
    audit::record(state, &*transaction, [Event::new(officer, AuditAction::PoliciesDecided)]).await?;
    let decided = with_decision(&*transaction, &row).await?;
    transaction.commit().await?;
    Ok(decided)
}
