use super::{event::Event, model::AuditQuery};
use crate::{
    database::millis,
    entity::{
        account, audit_event, audit_link, audit_search, audit_unlinked, binding, binding_application, student,
        unmasking,
    },
};
use audit_event::{Column, Entity};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait,
};
use shared_types::audit::AuditSubject;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// A statement has no more than 32,766 values on SQLite.
const ROWS_OF_A_STATEMENT: usize = 1_000;

/// The schools of the children that applications and bindings among the subjects are about.
pub(super) async fn schools_of(
    connection: &impl ConnectionTrait,
    events: &[Event],
) -> Result<HashMap<Uuid, String>, DbErr> {
    let of = |wanted: AuditSubject| -> Vec<Uuid> {
        let subjects = events.iter().filter_map(|event| event.subject);
        subjects.filter(|(subject, _)| *subject == wanted).map(|(_, id)| id).collect()
    };
    let (applications, bindings) = (of(AuditSubject::Application), of(AuditSubject::Binding));
    let mut schools: Vec<(Uuid, String)> = Vec::new();
    if !applications.is_empty() {
        let of_applications = binding_application::Entity::find()
            .join(JoinType::InnerJoin, binding_application::Relation::Student.def())
            .filter(binding_application::Column::Id.is_in(applications))
            .select_only()
            .column(binding_application::Column::Id)
            .column(student::Column::SchoolCode);
        schools = of_applications.into_tuple().all(connection).await?;
    }
    if !bindings.is_empty() {
        let of_bindings = binding::Entity::find()
            .join(JoinType::InnerJoin, binding::Relation::Student.def())
            .filter(binding::Column::Id.is_in(bindings))
            .select_only()
            .column(binding::Column::Id)
            .column(student::Column::SchoolCode);
        schools.extend(of_bindings.into_tuple::<(Uuid, String)>().all(connection).await?);
    }
    Ok(schools.into_iter().collect())
}

pub(super) async fn insert(connection: &impl ConnectionTrait, rows: Vec<audit_event::Model>) -> Result<(), DbErr> {
    for rows in rows.chunks(ROWS_OF_A_STATEMENT) {
        let unlinked = rows.iter().map(|row| audit_unlinked::Model { event_id: row.id }.into_active_model());
        let unlinked: Vec<_> = unlinked.collect();
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        Entity::insert_many(rows).exec_without_returning(connection).await?;
        audit_unlinked::Entity::insert_many(unlinked).exec_without_returning(connection).await?;
    }
    Ok(())
}

pub(super) async fn has_unlinked(connection: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(audit_unlinked::Entity::find().one(connection).await?.is_some())
}

/// Takes events that are to be linked, the oldest first.
pub(super) async fn unlinked(connection: &impl ConnectionTrait, limit: u64) -> Result<Vec<audit_event::Model>, DbErr> {
    let ids: Vec<Uuid> = audit_unlinked::Entity::find()
        .order_by_asc(audit_unlinked::Column::EventId)
        .limit(limit)
        .select_only()
        .column(audit_unlinked::Column::EventId)
        .into_tuple()
        .all(connection)
        .await?;
    audit_unlinked::Entity::delete_many()
        .filter(audit_unlinked::Column::EventId.is_in(ids.iter().copied()))
        .exec(connection)
        .await?;
    Entity::find().filter(Column::Id.is_in(ids)).order_by_asc(Column::Id).all(connection).await
}

pub(super) async fn head(connection: &impl ConnectionTrait) -> Result<Option<audit_link::Model>, DbErr> {
    audit_link::Entity::find().order_by_desc(audit_link::Column::Sequence).one(connection).await
}

pub(super) async fn insert_links(connection: &impl ConnectionTrait, rows: Vec<audit_link::Model>) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    audit_link::Entity::insert_many(rows).exec_without_returning(connection).await.map(drop)
}

/// The next links and their events.
pub(super) async fn links_after(
    connection: &impl ConnectionTrait,
    sequence: i64,
    limit: u64,
) -> Result<Vec<(audit_link::Model, Option<audit_event::Model>)>, DbErr> {
    let links = audit_link::Entity::find()
        .filter(audit_link::Column::Sequence.gt(sequence))
        .order_by_asc(audit_link::Column::Sequence)
        .limit(limit)
        .all(connection)
        .await?;
    let events =
        Entity::find().filter(Column::Id.is_in(links.iter().map(|link| link.event_id))).all(connection).await?;
    let mut events: HashMap<Uuid, audit_event::Model> = events.into_iter().map(|event| (event.id, event)).collect();
    Ok(links
        .into_iter()
        .map(|link| {
            let event = events.remove(&link.event_id);
            (link, event)
        })
        .collect())
}

/// Events from before then that no link names, whatever the list of what is to be linked says.
pub(super) async fn count_left_over(connection: &impl ConnectionTrait, before: OffsetDateTime) -> Result<u64, DbErr> {
    let linked = audit_link::Entity::find().select_only().column(audit_link::Column::EventId).into_query();
    Entity::find()
        .filter(Column::OccurredAt.lt(millis(before)))
        .filter(Column::Id.not_in_subquery(linked))
        .count(connection)
        .await
}

/// The newest that fit, one more than a page where there are more.
pub(super) async fn search(
    connection: &impl ConnectionTrait,
    query: &AuditQuery,
) -> Result<Vec<audit_event::Model>, DbErr> {
    let wanted = Condition::all()
        .add_option(query.actor_id.map(|id| Column::ActorId.eq(id)))
        .add_option(query.subject_id.map(|id| Column::SubjectId.eq(id)))
        .add_option(query.action.map(|action| Column::Action.eq(action.code())))
        .add_option(query.school_code.as_deref().map(|code| Column::SchoolCode.eq(code)))
        .add_option(query.from.map(|from| Column::OccurredAt.gte(millis(from))))
        .add_option(query.until.map(|until| Column::OccurredAt.lt(millis(until))))
        .add_option(query.cursor.map(|cursor| Column::Id.lt(cursor)));
    Entity::find().filter(wanted).order_by_desc(Column::Id).limit(u64::from(query.page_size) + 1).all(connection).await
}

/// Places in the chain, by event.
pub(super) async fn sequences(connection: &impl ConnectionTrait, events: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    let links = audit_link::Entity::find().filter(audit_link::Column::EventId.is_in(events.iter().copied()));
    Ok(links.all(connection).await?.into_iter().map(|link| (link.event_id, link.sequence)).collect())
}

/// Notes of unmaskings, and what was searched for, by event.
pub(super) async fn notes(connection: &impl ConnectionTrait, events: &[Uuid]) -> Result<HashMap<Uuid, String>, DbErr> {
    let unmaskings = unmasking::Entity::find().filter(unmasking::Column::Id.is_in(events.iter().copied()));
    let searches = audit_search::Entity::find().filter(audit_search::Column::Id.is_in(events.iter().copied()));
    let notes = unmaskings.all(connection).await?.into_iter().filter_map(|row| Some((row.id, row.note?)));
    let criteria = searches.all(connection).await?.into_iter().map(|row| (row.id, row.criteria));
    Ok(notes.chain(criteria).collect())
}

/// Keeps what was searched for, unless that was everything.
pub(super) async fn insert_search(connection: &impl ConnectionTrait, id: Uuid, criteria: String) -> Result<(), DbErr> {
    if criteria.is_empty() {
        return Ok(());
    }
    audit_search::Model { id, criteria }.into_active_model().insert(connection).await.map(drop)
}

/// Names of accounts that still have one.
pub(super) async fn names(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows = account::Entity::find()
        .filter(account::Column::Id.is_in(accounts))
        .filter(account::Column::Name.ne(""))
        .select_only()
        .columns([account::Column::Id, account::Column::Name]);
    Ok(rows.into_tuple::<(Uuid, String)>().all(connection).await?.into_iter().collect())
}
