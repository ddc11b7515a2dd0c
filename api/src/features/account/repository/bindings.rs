use crate::{
    ambient::Millis,
    database::millis,
    entity::{account, approval_revocation, binding, binding_application as application, binding_revocation},
};
use binding::{Column, Entity, Model, in_force, of_guardians};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef, sea_query::Expr,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// Those in force at that moment, oldest first.
pub(in super::super) async fn live(
    connection: &impl ConnectionTrait,
    account: Uuid,
    at: OffsetDateTime,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(in_force(at))
        .order_by_asc(Column::BoundAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// Those that haven't ended, a carer's to come among them; oldest first.
pub(in super::super) async fn not_ended(connection: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::BoundAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// Live or not, oldest first.
pub(in super::super) async fn all(connection: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::AccountId.eq(account)).order_by_asc(Column::Id).all(connection).await
}

pub(in super::super) async fn end_all(
    connection: &impl ConnectionTrait,
    account: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(millis(now)))
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndedAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

/// The account's as a guardian of the child.
pub(in super::super) async fn find_guardians(
    connection: &impl ConnectionTrait,
    student: Uuid,
    account: Uuid,
) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::StudentId.eq(student))
        .filter(Column::AccountId.eq(account))
        .filter(of_guardians())
        .one(connection)
        .await
}

/// Whether a binding of the account as a guardian of the child has ended.
pub(in super::super) async fn was_guardian(
    connection: &impl ConnectionTrait,
    student: Uuid,
    account: Uuid,
) -> Result<bool, DbErr> {
    let ended = Entity::find()
        .filter(Column::StudentId.eq(student))
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndsAt.is_null())
        .filter(Column::EndedAt.is_not_null());
    Ok(ended.count(connection).await? > 0)
}

/// Those of the children to whom the account is or was bound.
pub(in super::super) async fn ever_bound(
    connection: &impl ConnectionTrait,
    account: Uuid,
    students: &[Uuid],
) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .filter(Column::AccountId.eq(account))
        .filter(Column::StudentId.is_in(students.iter().copied()))
        .select_only()
        .column(Column::StudentId)
        .into_tuple()
        .all(connection)
        .await
}

/// (child, index of the guardian's ID number, end) of all bindings that guardians have or had to those children.
pub(in super::super) async fn guardians_of_students(
    connection: &impl ConnectionTrait,
    students: &[Uuid],
) -> Result<Vec<(Uuid, Vec<u8>, Option<Millis>)>, DbErr> {
    let owner: RelationDef = Entity::belongs_to(account::Entity).from(Column::AccountId).to(account::Column::Id).into();
    Entity::find()
        .join(JoinType::InnerJoin, owner)
        .filter(Column::StudentId.is_in(students.iter().copied()))
        .filter(Column::EndsAt.is_null())
        .select_only()
        .column(Column::StudentId)
        .column(account::Column::NationalIdIndex)
        .column(Column::EndedAt)
        .into_tuple()
        .all(connection)
        .await
}

/// The account's as a carer of the child that haven't ended.
pub(in super::super) async fn carers(
    connection: &impl ConnectionTrait,
    student: Uuid,
    account: Uuid,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::StudentId.eq(student))
        .filter(Column::AccountId.eq(account))
        .filter(Column::EndsAt.is_not_null())
        .filter(Column::EndedAt.is_null())
        .all(connection)
        .await
}

pub(in super::super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

/// Those of a child that haven't ended, a carer's to come among them; oldest first.
pub(in super::super) async fn not_ended_of_student(
    connection: &impl ConnectionTrait,
    student: Uuid,
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::StudentId.eq(student))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::BoundAt)
        .order_by_asc(Column::Id)
        .all(connection)
        .await
}

/// The accounts of a child's guardians, but for that person's.
pub(in super::super) async fn others_bound(
    connection: &impl ConnectionTrait,
    student: Uuid,
    national_id_index: &[u8],
) -> Result<Vec<Uuid>, DbErr> {
    let owner: RelationDef = Entity::belongs_to(account::Entity).from(Column::AccountId).to(account::Column::Id).into();
    let bound = Entity::find().join(JoinType::InnerJoin, owner);
    bound
        .filter(Column::StudentId.eq(student))
        .filter(of_guardians())
        .filter(account::Column::NationalIdIndex.ne(national_id_index))
        .order_by_asc(Column::Id)
        .select_only()
        .column(Column::AccountId)
        .into_tuple()
        .all(connection)
        .await
}

/// Those of these accounts that haven't ended.
pub(in super::super) async fn not_ended_of_accounts(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Model>, DbErr> {
    let of_them = Entity::find().filter(Column::AccountId.is_in(accounts));
    of_them.filter(Column::EndedAt.is_null()).all(connection).await
}

/// The binding is that account's from now on.
pub(in super::super) async fn give_to(connection: &impl ConnectionTrait, id: Uuid, account: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::AccountId, Expr::value(account))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

pub(in super::super) async fn insert_revocation(
    connection: &impl ConnectionTrait,
    row: binding_revocation::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(in super::super) async fn insert_approval_revocation(
    connection: &impl ConnectionTrait,
    row: approval_revocation::Model,
) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// Drops what was written when approvals of that person were revoked.
pub(in super::super) async fn erase_approval_revocation_reasons(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
) -> Result<(), DbErr> {
    let own = application::Entity::find()
        .filter(application::Column::NationalIdIndex.eq(national_id_index))
        .select_only()
        .column(application::Column::Id)
        .into_query();
    let nothing: Option<Vec<u8>> = None;
    approval_revocation::Entity::update_many()
        .col_expr(approval_revocation::Column::ReasonSealed, Expr::value(nothing))
        .filter(approval_revocation::Column::ApplicationId.in_subquery(own))
        .exec(connection)
        .await
        .map(drop)
}

/// Drops what was written when bindings of the account were revoked.
pub(in super::super) async fn erase_revocation_reasons(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<(), DbErr> {
    let own = Entity::find().filter(Column::AccountId.eq(account)).select_only().column(Column::Id).into_query();
    let nothing: Option<Vec<u8>> = None;
    binding_revocation::Entity::update_many()
        .col_expr(binding_revocation::Column::ReasonSealed, Expr::value(nothing))
        .filter(binding_revocation::Column::BindingId.in_subquery(own))
        .exec(connection)
        .await
        .map(drop)
}

/// That account's, in force at that moment.
pub(in super::super) async fn find_own(
    connection: &impl ConnectionTrait,
    account: Uuid,
    id: Uuid,
    at: OffsetDateTime,
) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(Column::AccountId.eq(account)).filter(in_force(at)).one(connection).await
}

/// Live bindings that came of those applications: guardians'.
pub(in super::super) async fn live_of_applications(
    connection: &impl ConnectionTrait,
    applications: &[Uuid],
) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ApplicationId.is_in(applications.iter().copied()))
        .filter(Column::EndedAt.is_null())
        .all(connection)
        .await
}

pub(in super::super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// False when it had ended already.
pub(in super::super) async fn end(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let ended = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(connection)
        .await?;
    Ok(ended.rows_affected == 1)
}

pub(in super::super) async fn note_ending_seal(
    connection: &impl ConnectionTrait,
    id: Uuid,
    seal: Uuid,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::EndedBySeal, Expr::value(seal))
        .filter(Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}
