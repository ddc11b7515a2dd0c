use super::{
    event::{Event, record, role_code},
    model::AuditQuery,
    repository,
};
use crate::{
    entity::audit_event,
    features::account,
    http::authority::Auditor,
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use shared_types::{
    account::Role,
    audit::{AuditAction, AuditActor, AuditEvent, AuditPage, AuditSubject, FoundActor, LookUpActor, UnmaskingReason},
    problem::FieldCode,
};
use std::collections::HashMap;
use time::Duration;
use uuid::Uuid;

/// An audit names a few people; more is trying out who has an account.
const NAMED: Limit = Limit { name: "audit_actors", hits: 120, window: Duration::HOUR };

/// Searches the trail, and says in it that this was done and for what.
pub(super) async fn search(state: &State, auditor: &Auditor, query: &AuditQuery) -> ApiResult<AuditPage> {
    let transaction = state.database.begin().await?;
    let mut rows = repository::search(&*transaction, query).await?;
    let id = state.new_id();
    record(state, &*transaction, [Event::new(auditor, AuditAction::AuditRead).with_id(id)]).await?;
    repository::insert_search(&*transaction, id, query.criteria()).await?;
    transaction.commit().await?;
    let has_more = rows.len() > query.page_size as usize;
    rows.truncate(query.page_size as usize);
    let connection = state.database.reader();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut more = More {
        names: repository::names(connection, rows.iter().filter_map(|row| row.actor_id)).await?,
        notes: repository::notes(connection, &ids).await?,
        sequences: repository::sequences(connection, &ids).await?,
    };
    let items = rows.into_iter().map(|row| view(row, &mut more)).collect::<ApiResult<_>>()?;
    Ok(AuditPage { items, next_cursor: ids.last().copied().filter(|_| has_more) })
}

/// The account of whom an auditor names. Each naming counts and is in the trail, also one that finds nobody.
pub(super) async fn look_up_actor(state: &State, auditor: &Auditor, asked: &LookUpActor) -> ApiResult<FoundActor> {
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, NAMED, &auditor.account.to_string()).await?;
    let found = account::find_named(state, &*transaction, &asked.person).await?;
    let looked_up = Event::new(auditor, AuditAction::AccountLookedUp);
    let looked_up = match found {
        Some(account) => looked_up.to(AuditSubject::Account, account),
        None => looked_up,
    };
    record(state, &*transaction, [looked_up]).await?;
    transaction.commit().await?;
    let actor_id = found.ok_or_else(|| ApiError::field("/person", FieldCode::NotFound))?;
    Ok(FoundActor { actor_id })
}

/// What stands beside the events.
struct More {
    names: HashMap<Uuid, String>,
    notes: HashMap<Uuid, String>,
    sequences: HashMap<Uuid, i64>,
}

fn view(row: audit_event::Model, more: &mut More) -> ApiResult<AuditEvent> {
    let unknown = |what: &str| ApiError::internal(anyhow::anyhow!("audit event {} has an unknown {what}", row.id));
    const ROLES: [Role; 6] = [
        Role::Guardian,
        Role::HomeroomTeacher,
        Role::Registrar,
        Role::BureauOfficer,
        Role::ProtectionOfficer,
        Role::Auditor,
    ];
    let role = row.role.as_deref().and_then(|code| ROLES.into_iter().find(|role| role_code(*role) == code));
    Ok(AuditEvent {
        id: row.id,
        occurred_at: *row.occurred_at,
        actor: AuditActor::from_code(&row.actor).ok_or_else(|| unknown("actor"))?,
        actor_id: row.actor_id,
        actor_name: row.actor_id.and_then(|id| more.names.get(&id).cloned()),
        role,
        action: AuditAction::from_code(&row.action).ok_or_else(|| unknown("action"))?,
        subject: row.subject.as_deref().and_then(AuditSubject::from_code),
        subject_id: row.subject_id,
        school_code: row.school_code,
        reason: row.reason.as_deref().and_then(UnmaskingReason::from_code),
        note: more.notes.remove(&row.id),
        trace_id: row.trace_id,
        sequence: more.sequences.get(&row.id).copied(),
    })
}
