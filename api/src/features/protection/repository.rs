use crate::{
    database::millis,
    entity::{
        binding, class,
        protective_seal::{Column, Entity, Model},
        student,
    },
    features::roster::StudentRow,
    paging::Paging,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, ExprTrait, LockType, SelectStatement, UnionType},
};
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

fn standing() -> Select<Entity> {
    Entity::find().filter(Column::LiftedAt.is_null())
}

/// The ids of the children that those seals are about. A child is known by its ID number too, so that neither a move to
/// another school nor a corrected number undoes a seal.
fn students_of(seals: &Select<Entity>) -> SelectStatement {
    let of = |column: Column| seals.clone().select_only().column(column).into_query();
    let same_person = student::Entity::find()
        .filter(student::Column::NationalIdIndex.in_subquery(of(Column::NationalIdIndex)))
        .select_only()
        .column(student::Column::Id)
        .into_query();
    of(Column::StudentId).union(UnionType::Distinct, same_person).to_owned()
}

/// The ids of all sealed children, for scopes.
pub fn sealed_students() -> SelectStatement {
    students_of(&standing())
}

/// Those that were at another school when they were sealed: nobody is to find out by trying where they went.
pub fn sealed_elsewhere(school_code: &str) -> SelectStatement {
    students_of(&standing().filter(Column::SchoolCode.ne(school_code)))
}

/// The sealed ones among those children.
///
/// # Errors
/// The database's.
pub async fn sealed_among(
    connection: &impl ConnectionTrait,
    students: impl IntoIterator<Item = Uuid>,
) -> Result<HashSet<Uuid>, DbErr> {
    let sealed: Vec<Uuid> = student::Entity::find()
        .filter(student::Column::Id.is_in(students))
        .filter(student::Column::Id.in_subquery(sealed_students()))
        .select_only()
        .column(student::Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(sealed.into_iter().collect())
}

/// Whether the child is sealed. Hold it ([`crate::features::roster::lock_students`]) where something follows from that.
///
/// # Errors
/// The database's.
pub async fn is_sealed(connection: &impl ConnectionTrait, student: Uuid) -> Result<bool, DbErr> {
    Ok(!sealed_among(connection, [student]).await?.is_empty())
}

/// Whether an order named a binding of that account to one of those rows of a child, and stood at that moment or came
/// after it.
///
/// # Errors
/// The database's.
pub async fn is_named_since(
    connection: &impl ConnectionTrait,
    same_child: &[Uuid],
    account: Uuid,
    moment: OffsetDateTime,
) -> Result<bool, DbErr> {
    let stood = Condition::any().add(Column::LiftedAt.is_null()).add(Column::LiftedAt.gte(millis(moment)));
    let seals = Entity::find().filter(stood).select_only().column(Column::Id).into_query();
    let named = binding::Entity::find()
        .filter(binding::Column::StudentId.is_in(same_child.iter().copied()))
        .filter(binding::Column::AccountId.eq(account))
        .filter(binding::Column::EndedBySeal.in_subquery(seals));
    Ok(named.count(connection).await? > 0)
}

/// Has sealed children that moved since stand where they were: who applied for one is not told where it went.
///
/// # Errors
/// The database's.
pub async fn hide_moves(
    connection: &impl ConnectionTrait,
    students: &mut HashMap<Uuid, StudentRow>,
) -> Result<(), DbErr> {
    let ids = Column::StudentId.is_in(students.keys().copied());
    let persons = Column::NationalIdIndex.is_in(students.values().map(|student| student.national_id_index.clone()));
    // The first order last: where it found the child is what everybody knew.
    let seals = standing().filter(Condition::any().add(ids).add(persons)).order_by_desc(Column::Id);
    for seal in seals.all(connection).await? {
        let is_about =
            |student: &StudentRow| student.id == seal.student_id || student.national_id_index == seal.national_id_index;
        for student in students.values_mut().filter(|student| is_about(student)) {
            if student.school_code != seal.school_code {
                student.school_code.clone_from(&seal.school_code);
                student.school_name.clone_from(&seal.school_name);
                student.class_name.clone_from(&seal.class_name);
            }
        }
    }
    Ok(())
}

/// The child of that ID number, if it was at that school and in a class of that level when it was first sealed: there it
/// goes on being found, wherever it is.
///
/// # Errors
/// The database's.
pub async fn sealed_at(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
    school_code: &str,
    level: &str,
) -> Result<Option<Uuid>, DbErr> {
    let same_child = same_child(connection, national_id_index).await?;
    let of_child = Condition::any()
        .add(Column::StudentId.is_in(same_child.iter().copied()))
        .add(Column::NationalIdIndex.eq(national_id_index));
    let first = standing().filter(of_child).order_by_asc(Column::Id).one(connection).await?;
    let Some(seal) = first.filter(|seal| seal.school_code == school_code) else { return Ok(None) };
    let class = class::Entity::find()
        .filter(class::Column::SchoolCode.eq(school_code))
        .filter(class::Column::Name.eq(&seal.class_name))
        .filter(class::Column::Level.eq(level));
    Ok((class.count(connection).await? > 0).then_some(seal.student_id))
}

/// Whether the child of that column was sealed at the moment of that one, for a query over both.
pub fn was_sealed(student: impl ColumnTrait, moment: impl ColumnTrait) -> Expr {
    let id_of_student = student::Entity::find()
        .filter(student::Column::Id.into_expr().eq(student.into_expr()))
        .select_only()
        .column(student::Column::NationalIdIndex)
        .into_query();
    let same_child = Condition::any()
        .add(Column::StudentId.into_expr().eq(student.into_expr()))
        .add(Column::NationalIdIndex.in_subquery(id_of_student));
    let until =
        Condition::any().add(Column::LiftedAt.is_null()).add(Column::LiftedAt.into_expr().gt(moment.into_expr()));
    let seals = Entity::find()
        .filter(same_child)
        .filter(Column::SealedAt.into_expr().lte(moment.into_expr()))
        .filter(until)
        .select_only()
        .column(Column::Id);
    Expr::exists(seals.into_query())
}

/// Every row of the schools' lists with that ID number.
pub(super) async fn same_child(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
) -> Result<Vec<Uuid>, DbErr> {
    student::Entity::find()
        .filter(student::Column::NationalIdIndex.eq(national_id_index))
        .select_only()
        .column(student::Column::Id)
        .into_tuple()
        .all(connection)
        .await
}

pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

/// The seal of that child by that order, if it stands.
pub(super) async fn of_order(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
    order_index: &[u8],
) -> Result<Option<Model>, DbErr> {
    standing()
        .filter(Column::NationalIdIndex.eq(national_id_index))
        .filter(Column::OrderIndex.eq(order_index))
        .one(connection)
        .await
}

/// A seal, held until the transaction ends.
pub(super) async fn find_held(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    // On SQLite, the one writer, the lock says nothing.
    Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(connection).await
}

pub(super) async fn overwrite(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}

/// A page of seals, the newest first, and how many there are.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    lifted: bool,
    paging: Paging,
) -> Result<(Vec<Model>, u64), DbErr> {
    let rows = if lifted { Entity::find().filter(Column::LiftedAt.is_not_null()) } else { standing() };
    let total = rows.clone().count(connection).await?;
    let page = rows
        .order_by_desc(Column::Id)
        .limit(u64::from(paging.page_size))
        .offset(paging.offset())
        .all(connection)
        .await?;
    Ok((page, total))
}
