//! What happened to applications so far, read from what each step left behind.

use crate::entity::{
    application_signature as signature, binding, binding_application as application, review_decision as decision,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use shared_types::application::{ApplicationEvent, ApplicationEventKind as Kind, ApplicationStatus};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// By application, oldest first.
pub(super) type Histories = HashMap<Uuid, Vec<ApplicationEvent>>;

/// Of a form that was sent this moment.
pub(super) fn of_new(rows: &[super::ApplicationRow]) -> Histories {
    let sent = |row: &super::ApplicationRow| {
        (row.application.id, vec![event(Kind::Sent, *row.application.submitted_at, None)])
    };
    rows.iter().map(sent).collect()
}

pub(super) async fn of(connection: &impl ConnectionTrait, rows: &[super::ApplicationRow]) -> Result<Histories, DbErr> {
    let ids = || rows.iter().map(|row| row.application.id);
    let mut histories: Histories = HashMap::new();
    let mut add = |id: Uuid, event| histories.entry(id).or_default().push(event);
    for (id, version, at) in signatures(connection, ids()).await? {
        add(id, event(if version == 1 { Kind::Sent } else { Kind::SentAgain }, at, None));
    }
    for row in decision::Entity::find().filter(decision::Column::ApplicationId.is_in(ids())).all(connection).await? {
        let kind = if row.outcome == "approve" { Kind::Approved } else { Kind::Returned };
        add(row.application_id, event(kind, *row.decided_at, row.reason));
    }
    for row in binding::Entity::find().filter(binding::Column::ApplicationId.is_in(ids())).all(connection).await? {
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

/// Without the strokes.
async fn signatures(
    connection: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<Vec<(Uuid, i32, OffsetDateTime)>, DbErr> {
    let rows: Vec<(Uuid, i32, crate::ambient::Millis)> = signature::Entity::find()
        .filter(signature::Column::ApplicationId.is_in(ids))
        .select_only()
        .columns([signature::Column::ApplicationId, signature::Column::ApplicationVersion, signature::Column::SignedAt])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, version, at)| (id, version, *at)).collect())
}

fn event(kind: Kind, at: OffsetDateTime, reason: Option<String>) -> ApplicationEvent {
    ApplicationEvent { kind, at, reason }
}
