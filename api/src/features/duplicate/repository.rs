use crate::{
    entity::{account, right_pair, student},
    features::protection::sealed_students,
    paging::Paging,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationDef, Select, sea_query::Expr,
};
use uuid::Uuid;

/// Rows that may be one person's.
#[derive(Default)]
pub(super) struct Group {
    pub(super) accounts: Vec<Uuid>,
    pub(super) students: Vec<Uuid>,
}

/// Two accounts and more with one name and one e-mail address; of those who have had all data deleted, none.
fn contacts() -> Select<account::Entity> {
    account::Entity::find()
        .filter(account::Column::Email.ne(""))
        .select_only()
        .columns([account::Column::Email, account::Column::Name])
        .group_by(account::Column::Email)
        .group_by(account::Column::Name)
        .having(account::Column::Id.count().gt(1))
        .order_by_asc(account::Column::Email)
        .order_by_asc(account::Column::Name)
}

/// A page of them, and how many there are.
pub(super) async fn same_contact(
    connection: &impl ConnectionTrait,
    paging: Paging,
) -> Result<(Vec<Group>, u64), DbErr> {
    let total = contacts().count(connection).await?;
    let page: Vec<(String, String)> = on_page(contacts(), paging).into_tuple().all(connection).await?;
    let rows = account::Entity::find()
        .filter(account::Column::Email.is_in(page.iter().map(|(email, _)| email)))
        .order_by_asc(account::Column::Id)
        .all(connection)
        .await?;
    let group = |(email, name): &(String, String)| {
        let of_them = rows.iter().filter(|row| row.email == *email && row.name == *name);
        Group { accounts: of_them.map(|row| row.id).collect(), ..Group::default() }
    };
    Ok((page.iter().map(group).collect(), total))
}

/// Whether both are shown together by [`same_contact`].
pub(super) async fn is_same_contact(connection: &impl ConnectionTrait, one: Uuid, other: Uuid) -> Result<bool, DbErr> {
    let rows = account::Entity::find().filter(account::Column::Id.is_in([one, other])).all(connection).await?;
    Ok(matches!(&rows[..], [a, b] if !a.email.is_empty() && (&a.email, &a.name) == (&b.email, &b.name)))
}

/// (account, student) of one ID number that nobody has found right yet.
fn pairs() -> Select<account::Entity> {
    let same_id: RelationDef = account::Entity::belongs_to(student::Entity)
        .from(account::Column::NationalIdIndex)
        .to(student::Column::NationalIdIndex)
        .into();
    let found_right = right_pair::Entity::find()
        .select_only()
        .column(right_pair::Column::Id)
        .filter(
            Expr::col((right_pair::Entity, right_pair::Column::AccountId))
                .equals((account::Entity, account::Column::Id)),
        )
        .filter(
            Expr::col((right_pair::Entity, right_pair::Column::StudentId))
                .equals((student::Entity, student::Column::Id)),
        )
        .into_query();
    account::Entity::find()
        .join(JoinType::InnerJoin, same_id)
        .filter(student::Column::Id.not_in_subquery(sealed_students()))
        .filter(Expr::exists(found_right).not())
        .select_only()
        .column(account::Column::Id)
        .column_as(student::Column::Id, "student_id")
}

/// Whether both are shown together by [`parents_and_students`].
pub(super) async fn is_parent_and_student(
    connection: &impl ConnectionTrait,
    account: Uuid,
    student: Uuid,
) -> Result<bool, DbErr> {
    let pair = pairs().filter(account::Column::Id.eq(account)).filter(student::Column::Id.eq(student));
    Ok(pair.count(connection).await? > 0)
}

pub(super) async fn is_right_pair(
    connection: &impl ConnectionTrait,
    account: Uuid,
    student: Uuid,
) -> Result<bool, DbErr> {
    use right_pair::{Column, Entity};
    let pair = Entity::find().filter(Column::AccountId.eq(account)).filter(Column::StudentId.eq(student));
    Ok(pair.count(connection).await? > 0)
}

pub(super) async fn insert_right_pair(connection: &impl ConnectionTrait, pair: right_pair::Model) -> Result<(), DbErr> {
    pair.into_active_model().insert(connection).await.map(drop)
}

/// A page of accounts and the students who have the same ID number, and how many there are.
pub(super) async fn parents_and_students(
    connection: &impl ConnectionTrait,
    paging: Paging,
) -> Result<(Vec<Group>, u64), DbErr> {
    let rows = pairs().order_by_asc(account::Column::Id).order_by_asc(student::Column::Id);
    let total = rows.clone().count(connection).await?;
    let page: Vec<(Uuid, Uuid)> = on_page(rows, paging).into_tuple().all(connection).await?;
    let group = |(account, student)| Group { accounts: vec![account], students: vec![student] };
    Ok((page.into_iter().map(group).collect(), total))
}

fn on_page<E: EntityTrait>(rows: Select<E>, paging: Paging) -> Select<E> {
    rows.limit(u64::from(paging.page_size)).offset(paging.offset())
}
