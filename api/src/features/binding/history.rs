//! What happened to applications so far, read from what each step left behind.

use super::{ApplicationRow, repository::history as repository};
use crate::{entity::binding_application as application, features::registry};
use sea_orm::{ConnectionTrait, DbErr};
use shared_types::application::{ApplicationEvent, ApplicationEventKind as Kind, ApplicationStatus, ReturnReason};
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// By application, oldest first.
pub(super) type Histories = HashMap<Uuid, Vec<ApplicationEvent>>;

/// Of a form that was sent this moment.
pub(super) fn of_new(rows: &[ApplicationRow]) -> Histories {
    let sent =
        |row: &ApplicationRow| (row.application.id, vec![event(Kind::Sent, *row.application.submitted_at, None)]);
    rows.iter().map(sent).collect()
}

pub(super) async fn of(connection: &impl ConnectionTrait, rows: &[ApplicationRow]) -> Result<Histories, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.application.id).collect();
    let mut histories: Histories = HashMap::new();
    let mut add = |id: Uuid, event| histories.entry(id).or_default().push(event);
    for (id, version, at) in repository::signatures(connection, &ids).await? {
        add(id, event(if version == 1 { Kind::Sent } else { Kind::SentAgain }, *at, None));
    }
    for (id, at) in registry::asked(connection, &ids).await? {
        add(id, event(Kind::RegistryAsked, *at, None));
    }
    let mut approved = HashSet::new();
    for row in repository::decisions(connection, &ids).await? {
        let stands_approved = row.outcome == "approve" && row.undone_at.is_none();
        if stands_approved && !approved.insert(row.application_id) {
            // What the school had approved, and the protection desk carried out: it is told once.
            continue;
        }
        let kind = if row.outcome == "approve" { Kind::Approved } else { Kind::Returned };
        // What was taken back was a mistake: that it happened is told, not what it said.
        let reason = row.reason.filter(|_| row.undone_at.is_none()).map(|reason| reason.0);
        add(row.application_id, event(kind, *row.decided_at, reason));
        if let Some(undone_at) = row.undone_at {
            add(row.application_id, event(Kind::Reopened, *undone_at, None));
        }
    }
    for row in repository::bindings(connection, &ids).await? {
        if let Some(application) = row.application_id {
            add(application, event(Kind::Bound, *row.bound_at, None));
        }
    }
    for application::Model { id, status, closed_at, .. } in rows.iter().map(|row| &row.application) {
        if let Some(at) = closed_at {
            let ended = *status == ApplicationStatus::Ended.code();
            add(*id, event(if ended { Kind::Ended } else { Kind::Cancelled }, **at, None));
        }
    }
    for events in histories.values_mut() {
        // Stable: what happened in one moment stays in the order of its kinds above.
        events.sort_by_key(|event| event.at);
    }
    Ok(histories)
}

fn event(kind: Kind, at: OffsetDateTime, reason: Option<ReturnReason>) -> ApplicationEvent {
    ApplicationEvent { kind, at, reason }
}
