//! What the evidence beside an application is read from. The application itself was read in the reader's scope.

use crate::entity::{account, application_form, binding, binding_application as application, review_decision};
use application::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationTrait, Select,
};
use shared_types::application::ApplicationStatus;
use std::collections::{BTreeSet, HashMap};
use time::OffsetDateTime;
use uuid::Uuid;

pub(in super::super) async fn form(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<application_form::Model>, DbErr> {
    application_form::Entity::find_by_id(id).one(connection).await
}

/// What is in force at the child besides that application, the oldest first.
pub(in super::super) async fn other_bindings(
    connection: &impl ConnectionTrait,
    row: &Model,
    at: OffsetDateTime,
) -> Result<Vec<binding::Model>, DbErr> {
    let of_another = binding::Column::ApplicationId.is_null().or(binding::Column::ApplicationId.ne(row.id));
    binding::Entity::find()
        .filter(binding::Column::StudentId.eq(row.student_id))
        .filter(binding::in_force(at))
        .filter(of_another)
        .order_by_asc(binding::Column::BoundAt)
        .order_by_asc(binding::Column::Id)
        .all(connection)
        .await
}

/// What others have applied for at the child that hasn't led to a binding and isn't over, the oldest first.
pub(in super::super) async fn other_open(connection: &impl ConnectionTrait, row: &Model) -> Result<Vec<Model>, DbErr> {
    use ApplicationStatus::{Approved, InReview, RegistryChecking, Returned};
    Entity::find()
        .filter(Column::StudentId.eq(row.student_id))
        .filter(Column::Status.is_in([RegistryChecking, InReview, Returned, Approved].map(ApplicationStatus::code)))
        .filter(Column::AccountId.is_null())
        .filter(Column::Id.ne(row.id))
        .order_by_asc(Column::SubmittedAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// Every decision about that person and that child, the oldest first.
pub(in super::super) async fn decisions(
    connection: &impl ConnectionTrait,
    row: &Model,
) -> Result<Vec<review_decision::Model>, DbErr> {
    let applications = Entity::find()
        .filter(Column::StudentId.eq(row.student_id))
        .filter(Column::NationalIdIndex.eq(row.national_id_index.as_slice()))
        .select_only()
        .column(Column::Id);
    review_decision::Entity::find()
        .filter(review_decision::Column::ApplicationId.in_subquery(applications.into_query()))
        .order_by_asc(review_decision::Column::DecidedAt)
        .order_by_asc(review_decision::Column::Id)
        .all(connection)
        .await
}

/// The names of those accounts.
pub(in super::super) async fn names(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = account::Entity::find()
        .filter(account::Column::Id.is_in(accounts))
        .select_only()
        .columns([account::Column::Id, account::Column::Name])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Other people whose applications, or whose account, have that e-mail address.
pub(in super::super) async fn others_with_email(
    connection: &impl ConnectionTrait,
    row: &Model,
    sign_in_name_index: &[u8],
) -> Result<u64, DbErr> {
    let mut others = people(connection, others(row).filter(Column::Email.eq(row.email.as_str()))).await?;
    let named: Option<Vec<u8>> = account::Entity::find()
        .filter(account::Column::SignInNameIndex.eq(sign_in_name_index))
        .filter(account::Column::NationalIdIndex.ne(row.national_id_index.as_slice()))
        .select_only()
        .column(account::Column::NationalIdIndex)
        .into_tuple()
        .one(connection)
        .await?;
    others.extend(named);
    Ok(others.len() as u64)
}

/// Other people who applied with that verified address.
pub(in super::super) async fn others_with_address(
    connection: &impl ConnectionTrait,
    row: &Model,
    address_index: &[u8],
) -> Result<u64, DbErr> {
    let with_address = others(row)
        .join(JoinType::InnerJoin, application::Relation::Form.def())
        .filter(application_form::Column::AddressIndex.eq(address_index));
    Ok(people(connection, with_address).await?.len() as u64)
}

fn others(row: &Model) -> Select<Entity> {
    Entity::find().filter(Column::NationalIdIndex.ne(row.national_id_index.as_slice()))
}

async fn people(connection: &impl ConnectionTrait, of: Select<Entity>) -> Result<BTreeSet<Vec<u8>>, DbErr> {
    let rows: Vec<Vec<u8>> =
        of.select_only().column(Column::NationalIdIndex).distinct().into_tuple().all(connection).await?;
    Ok(rows.into_iter().collect())
}
