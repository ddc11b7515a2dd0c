use crate::entity::{consent_document, consent_record};
use consent_document::Column;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// Every language of the newest version.
pub(super) async fn newest(connection: &impl ConnectionTrait) -> Result<Vec<consent_document::Model>, DbErr> {
    let newest = consent_document::Entity::find().order_by_desc(Column::Version).one(connection).await?;
    let Some(newest) = newest else { return Ok(Vec::new()) };
    consent_document::Entity::find().filter(Column::Version.eq(newest.version)).all(connection).await
}

pub(super) async fn find_document(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<consent_document::Model>, DbErr> {
    consent_document::Entity::find_by_id(id).one(connection).await
}

pub(super) async fn find_version(
    connection: &impl ConnectionTrait,
    version: i32,
    language: &str,
) -> Result<Option<consent_document::Model>, DbErr> {
    consent_document::Entity::find()
        .filter(Column::Version.eq(version))
        .filter(Column::Language.eq(language))
        .one(connection)
        .await
}

pub(super) async fn insert_document(
    connection: &impl ConnectionTrait,
    row: consent_document::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn insert_record(connection: &impl ConnectionTrait, row: consent_record::Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// An answer that the owner of that address gave, in whichever session.
pub(super) async fn find_record(
    connection: &impl ConnectionTrait,
    id: Uuid,
    address_index: &[u8],
) -> Result<Option<consent_record::Model>, DbErr> {
    consent_record::Entity::find_by_id(id)
        .filter(consent_record::Column::AddressIndex.eq(address_index))
        .one(connection)
        .await
}

/// The last answer in those sessions.
pub(super) async fn newest_answer(
    connection: &impl ConnectionTrait,
    sessions: [Uuid; 2],
) -> Result<Option<String>, DbErr> {
    consent_record::Entity::find()
        .filter(consent_record::Column::ApplicantSessionId.is_in(sessions))
        .order_by_desc(consent_record::Column::AnsweredAt)
        .order_by_desc(consent_record::Column::Id)
        .select_only()
        .column(consent_record::Column::Answer)
        .into_tuple()
        .one(connection)
        .await
}

pub(super) async fn text_answered(connection: &impl ConnectionTrait, record: Uuid) -> Result<Option<String>, DbErr> {
    consent_record::Entity::find_by_id(record)
        .select_only()
        .column(consent_record::Column::TextSha256)
        .into_tuple()
        .one(connection)
        .await
}
