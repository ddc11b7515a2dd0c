use super::leaving::OwnAddresses;
use crate::{
    database::millis,
    entity::{application_form, consent_document, consent_record, consent_refusal},
    features::binding,
    http::authority::ApplicationOwner,
};
use consent_document::Column;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, FromQueryResult,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockType, UnionType},
};
use std::collections::{BTreeSet, HashMap};
use time::OffsetDateTime;
use uuid::Uuid;

/// Every language of the newest version.
pub(super) async fn newest(connection: &impl ConnectionTrait) -> Result<Vec<consent_document::Model>, DbErr> {
    let newest = consent_document::Entity::find().order_by_desc(Column::Version).one(connection).await?;
    let Some(newest) = newest else { return Ok(Vec::new()) };
    consent_document::Entity::find().filter(Column::Version.eq(newest.version)).all(connection).await
}

/// Every text, the newest version first.
pub(super) async fn documents(connection: &impl ConnectionTrait) -> Result<Vec<consent_document::Model>, DbErr> {
    consent_document::Entity::find().order_by_desc(Column::Version).all(connection).await
}

/// How many answered a text in that way.
#[derive(FromQueryResult)]
pub(super) struct Answers {
    pub(super) document: Uuid,
    pub(super) answer: String,
    pub(super) answers: i64,
}

/// All answers, those that were withdrawn since too.
pub(super) async fn count_answers(connection: &impl ConnectionTrait) -> Result<Vec<Answers>, DbErr> {
    use consent_record::Column;
    consent_record::Entity::find()
        .select_only()
        .column_as(Column::ConsentDocumentId, "document")
        .column(Column::Answer)
        .column_as(Column::Id.count(), "answers")
        .group_by(Column::ConsentDocumentId)
        .group_by(Column::Answer)
        .into_model()
        .all(connection)
        .await
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

/// For which children a refusal was meant.
pub(super) async fn insert_refusals(
    connection: &impl ConnectionTrait,
    rows: Vec<consent_refusal::Model>,
) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    consent_refusal::Entity::insert_many(rows).exec_without_returning(connection).await.map(drop)
}

/// Somebody applies for those children: who refused before isn't the last word about them.
///
/// # Errors
/// The database's.
pub async fn forget_refusals(connection: &impl ConnectionTrait, students: &[Uuid]) -> Result<(), DbErr> {
    consent_refusal::Entity::delete_many()
        .filter(consent_refusal::Column::StudentId.is_in(students.iter().copied()))
        .exec(connection)
        .await
        .map(drop)
}

/// An answer that the owner of that address gave, in whichever session. Until the transaction ends it can't be
/// withdrawn, and no other form is sent on it.
pub(super) async fn find_record(
    connection: &impl ConnectionTrait,
    id: Uuid,
    address_index: &[u8],
) -> Result<Option<consent_record::Model>, DbErr> {
    consent_record::Entity::find_by_id(id)
        .filter(consent_record::Column::AddressIndex.eq(address_index))
        // Says nothing on SQLite, which has one writer anyway.
        .lock(LockType::NoKeyUpdate)
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

/// Answers given with one of those addresses, and those that the owner's forms rest on, the newest first.
///
/// A union, each part by an index of its own.
pub(super) async fn owned(
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    address_indexes: Vec<Vec<u8>>,
    id: Option<Uuid>,
    most: Option<u64>,
) -> Result<Vec<consent_record::Model>, DbErr> {
    use consent_record::{Column, Entity};
    let of_addresses =
        Entity::find().filter(Column::AddressIndex.is_in(address_indexes)).select_only().column(Column::Id);
    let ids = of_addresses.into_query().union(UnionType::Distinct, binding::consents_of(owner)).to_owned();
    // Ids count up with time.
    let mut query = Entity::find().filter(Column::Id.in_subquery(ids)).order_by_desc(Column::Id).limit(most);
    if let Some(id) = id {
        query = query.filter(Column::Id.eq(id));
    }
    query.all(connection).await
}

/// The versions of those documents.
pub(super) async fn versions(
    connection: &impl ConnectionTrait,
    documents: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i32>, DbErr> {
    let rows: Vec<(Uuid, i32)> = consent_document::Entity::find()
        .filter(Column::Id.is_in(documents))
        .select_only()
        .columns([Column::Id, Column::Version])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// False when it was no yes, or is withdrawn already.
pub(super) async fn withdraw(
    connection: &impl ConnectionTrait,
    id: Uuid,
    accepted: &str,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let withdrawn = consent_record::Entity::update_many()
        .col_expr(consent_record::Column::WithdrawnAt, Expr::value(millis(now)))
        .filter(consent_record::Column::Id.eq(id))
        .filter(consent_record::Column::Answer.eq(accepted))
        .filter(consent_record::Column::WithdrawnAt.is_null())
        .exec(connection)
        .await?;
    Ok(withdrawn.rows_affected == 1)
}

/// Those answers, and those given with the addresses that no form rests on: with a proved one, before that moment.
/// Held until the transaction ends.
pub(super) async fn of_leaving(
    connection: &impl ConnectionTrait,
    records: &[Uuid],
    addresses: &OwnAddresses,
    before: OffsetDateTime,
) -> Result<Vec<consent_record::Model>, DbErr> {
    use consent_record::{Column, Entity};
    let proved = Condition::all()
        .add(Column::AddressIndex.is_in(addresses.proved.iter().map(Vec::as_slice)))
        .add(Column::AnsweredAt.lt(millis(before)));
    let own = Condition::any().add(Column::AddressIndex.eq(addresses.of_account.as_slice())).add(proved);
    let without_form = Condition::all().add(own).add(has_form().not());
    let which = Condition::any().add(Column::Id.is_in(records.iter().copied())).add(without_form);
    Entity::find().filter(which).order_by_asc(Column::Id).lock(LockType::NoKeyUpdate).all(connection).await
}

/// Answers given with an address that no form rests on.
pub(super) async fn without_form_of(
    connection: &impl ConnectionTrait,
    address_index: &[u8],
) -> Result<Vec<consent_record::Model>, DbErr> {
    consent_record::Entity::find()
        .filter(consent_record::Column::AddressIndex.eq(address_index))
        .filter(has_form().not())
        .all(connection)
        .await
}

fn has_form() -> Expr {
    let form = application_form::Entity::find()
        .select_only()
        .column(application_form::Column::Id)
        .filter(
            Expr::col((application_form::Entity, application_form::Column::ConsentRecordId))
                .eq(Expr::col((consent_record::Entity, consent_record::Column::Id))),
        )
        .into_query();
    Expr::exists(form)
}

/// Every answer that was given in those sessions.
pub(super) async fn answered_in(
    connection: &impl ConnectionTrait,
    sessions: &BTreeSet<Uuid>,
) -> Result<Vec<consent_record::Model>, DbErr> {
    let of_sessions = consent_record::Column::ApplicantSessionId.is_in(sessions.iter().copied());
    consent_record::Entity::find().filter(of_sessions).all(connection).await
}

pub(super) async fn overwrite(connection: &impl ConnectionTrait, row: consent_record::Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}

/// An answer and the text it was given to.
pub(super) async fn answered(
    connection: &impl ConnectionTrait,
    record: Uuid,
) -> Result<Option<(consent_record::Model, consent_document::Model)>, DbErr> {
    let Some(record) = consent_record::Entity::find_by_id(record).one(connection).await? else { return Ok(None) };
    let document = find_document(connection, record.consent_document_id).await?;
    Ok(document.map(|document| (record, document)))
}

/// Answers that were given with one address are the other's.
///
/// # Errors
/// The database's.
pub async fn readdress(connection: &impl ConnectionTrait, from: &[u8], to: &[u8]) -> Result<(), DbErr> {
    use consent_record::{Column, Entity};
    Entity::update_many()
        .col_expr(Column::AddressIndex, Expr::value(to))
        .filter(Column::AddressIndex.eq(from))
        .exec(connection)
        .await
        .map(drop)
}
