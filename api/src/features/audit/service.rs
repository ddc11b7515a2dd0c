use super::{
    event::{Event, record, role_code},
    model::AuditQuery,
    repository,
};
use crate::{
    entity::audit_event,
    http::authority::Auditor,
    problem::{ApiError, ApiResult},
    state::State,
};
use shared_types::{
    account::Role,
    audit::{AuditAction, AuditActor, AuditEvent, AuditPage, AuditSubject, UnmaskingReason},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Searches the trail, and says so in it.
pub(super) async fn search(state: &State, auditor: &Auditor, query: &AuditQuery) -> ApiResult<AuditPage> {
    let transaction = state.database.begin().await?;
    let mut rows = repository::search(&*transaction, query).await?;
    record(state, &*transaction, [Event::new(auditor, AuditAction::AuditRead)]).await?;
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
