use crate::{
    database::millis,
    entity::{account, class, roster_change, roster_import, roster_problem, school, student},
    jobs,
    paging::Paging,
};
use roster_import::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, SelectModel, Selector,
    sea_query::{Expr, LockType},
};
use shared_types::roster::{RosterChangeKind, RosterImportStatus as Status};
use time::OffsetDateTime;
use uuid::Uuid;

/// Rows in one statement.
const ROWS: usize = 1_000;

/// An import without its file.
#[derive(FromQueryResult)]
pub(super) struct ImportRow {
    pub(super) id: Uuid,
    pub(super) school_code: String,
    pub(super) uploaded_by: String,
    pub(super) file_name: Option<String>,
    pub(super) format: String,
    pub(super) status: String,
    pub(super) rows_done: i32,
    pub(super) rows_total: Option<i32>,
    pub(super) changes: Option<String>,
    pub(super) problems: i32,
    pub(super) warnings: i32,
    pub(super) fingerprint: Option<Vec<u8>>,
    pub(super) created_at: crate::ambient::Millis,
    pub(super) settled_at: Option<crate::ambient::Millis>,
}

fn without_file(rows: Select<Entity>) -> Selector<SelectModel<ImportRow>> {
    rows.join(JoinType::InnerJoin, roster_import::Relation::Account.def())
        .select_only()
        .column_as(account::Column::Name, "uploaded_by")
        .columns([Column::Id, Column::SchoolCode, Column::FileName, Column::Format, Column::Status, Column::RowsDone])
        .columns([Column::RowsTotal, Column::Changes, Column::Problems, Column::Warnings])
        .columns([Column::Fingerprint, Column::CreatedAt, Column::SettledAt])
        .into_model()
}

pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<ImportRow>, DbErr> {
    without_file(Entity::find_by_id(id)).one(connection).await
}

/// Held until the transaction ends.
pub(super) async fn find_locked(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<ImportRow>, DbErr> {
    let row = Entity::find_by_id(id).lock(LockType::NoKeyUpdate).select_only().column(Column::Id);
    match row.into_tuple::<Uuid>().one(connection).await? {
        Some(id) => find(connection, id).await,
        None => Ok(None),
    }
}

/// The sealed file.
pub(super) async fn content(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Vec<u8>>, DbErr> {
    Entity::find_by_id(id).select_only().column(Column::ContentSealed).into_tuple().one(connection).await
}

pub(super) async fn levels(connection: &impl ConnectionTrait, school_code: &str) -> Result<Option<String>, DbErr> {
    let school = school::Entity::find_by_id(school_code).one(connection).await?;
    Ok(school.map(|school| school.levels))
}

fn unsettled() -> Select<Entity> {
    Entity::find().filter(Column::Status.is_in([Status::Checking, Status::Ready].map(Status::code)))
}

/// An import of the same file that isn't settled.
pub(super) async fn find_same(
    connection: &impl ConnectionTrait,
    school_code: &str,
    format: &str,
    content_index: &[u8],
) -> Result<Option<ImportRow>, DbErr> {
    let same = unsettled()
        .filter(Column::SchoolCode.eq(school_code))
        .filter(Column::Format.eq(format))
        .filter(Column::ContentIndex.eq(content_index));
    without_file(same).one(connection).await
}

/// A page of a school's, the newest first, and how many there are.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    school_code: &str,
    paging: Paging,
) -> Result<(Vec<ImportRow>, u64), DbErr> {
    let rows = Entity::find().filter(Column::SchoolCode.eq(school_code));
    let total = rows.clone().count(connection).await?;
    let page = rows.order_by_desc(Column::Id).limit(u64::from(paging.page_size)).offset(paging.offset());
    Ok((without_file(page).all(connection).await?, total))
}

pub(super) async fn problems(
    connection: &impl ConnectionTrait,
    import: Uuid,
    paging: Paging,
) -> Result<(Vec<roster_problem::Model>, u64), DbErr> {
    let rows = roster_problem::Entity::find().filter(roster_problem::Column::ImportId.eq(import));
    let total = rows.clone().count(connection).await?;
    let page = rows.order_by_asc(roster_problem::Column::Position);
    let page = page.limit(u64::from(paging.page_size)).offset(paging.offset()).all(connection).await?;
    Ok((page, total))
}

/// A child of an import's report.
#[derive(FromQueryResult)]
pub(super) struct ChangeRow {
    pub(super) student_number: String,
    pub(super) student_name: String,
    pub(super) class_name: String,
}

/// A page of the children whom an import concerns in that way, by class and seat. Who has gone to another school since
/// is that school's to know about.
pub(super) async fn changes(
    connection: &impl ConnectionTrait,
    import: &ImportRow,
    kind: RosterChangeKind,
    paging: Paging,
) -> Result<(Vec<ChangeRow>, u64), DbErr> {
    let rows = roster_change::Entity::find()
        .join(JoinType::InnerJoin, roster_change::Relation::Student.def())
        .filter(roster_change::Column::ImportId.eq(import.id))
        .filter(roster_change::Column::Kind.eq(kind.code()))
        .filter(student::Column::SchoolCode.eq(&import.school_code))
        .filter(student::Column::LeftAt.is_null());
    let total = rows.clone().count(connection).await?;
    let page = rows
        .join(JoinType::InnerJoin, student::Relation::Class.def())
        .order_by_asc(class::Column::Grade)
        .order_by_asc(class::Column::Name)
        .order_by_asc(student::Column::SeatNumber)
        .order_by_asc(roster_change::Column::Id)
        .limit(u64::from(paging.page_size))
        .offset(paging.offset())
        .select_only()
        .column(student::Column::StudentNumber)
        .column_as(student::Column::Name, "student_name")
        .column_as(class::Column::Name, "class_name");
    Ok((page.into_model().all(connection).await?, total))
}

/// Takes the place of those that wait, whose files go.
pub(super) async fn discard_open(
    connection: &impl ConnectionTrait,
    school_code: &str,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    let open: Vec<Uuid> = unsettled()
        .filter(Column::SchoolCode.eq(school_code))
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(connection)
        .await?;
    for id in open {
        settle(connection, id, &[Status::Checking, Status::Ready], Status::Discarded, now).await?;
    }
    Ok(())
}

/// Ends an import that is in one of these states, and drops its file and whom it named; false when it isn't.
pub(super) async fn settle(
    connection: &impl ConnectionTrait,
    id: Uuid,
    from: &[Status],
    to: Status,
    now: OffsetDateTime,
) -> Result<bool, DbErr> {
    let settled = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to.code()))
        .col_expr(Column::ContentSealed, Expr::value(Vec::<u8>::new()))
        .col_expr(Column::SettledAt, Expr::value(millis(now)))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in(from.iter().map(|status| status.code())))
        .exec(connection)
        .await?;
    if settled.rows_affected == 1 {
        forget_changes(connection, id).await?;
    }
    Ok(settled.rows_affected == 1)
}

async fn forget_changes(connection: &impl ConnectionTrait, import: Uuid) -> Result<(), DbErr> {
    let named = roster_change::Entity::delete_many().filter(roster_change::Column::ImportId.eq(import));
    named.exec(connection).await.map(drop)
}

pub(super) async fn set_progress(
    connection: &impl ConnectionTrait,
    id: Uuid,
    done: i32,
    total: Option<i32>,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::RowsDone, Expr::value(done))
        .col_expr(Column::RowsTotal, Expr::value(total))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Checking.code()))
        .exec(connection)
        .await
        .map(drop)
}

/// Imports that wait for a check which no job does any more.
pub(super) async fn lost_checks(connection: &impl ConnectionTrait) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .filter(Column::Status.eq(Status::Checking.code()))
        .filter(Column::Id.not_in_subquery(jobs::pending_subjects(jobs::CHECK_ROSTER_IMPORT)))
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(connection)
        .await
}

/// What a check found.
pub(super) struct Found {
    pub(super) status: Status,
    pub(super) rows: i32,
    pub(super) changes: Option<String>,
    pub(super) fingerprint: Vec<u8>,
    pub(super) warnings: i32,
    pub(super) problems: Vec<roster_problem::Model>,
    pub(super) concerned: Vec<roster_change::Model>,
}

/// Writes the report over an earlier one; does nothing when the import isn't checked any more.
pub(super) async fn report(
    connection: &impl ConnectionTrait,
    id: Uuid,
    found: Found,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    let updated = Entity::update_many()
        .col_expr(Column::RowsDone, Expr::value(found.rows))
        .col_expr(Column::RowsTotal, Expr::value(found.rows))
        .col_expr(Column::Changes, Expr::value(found.changes))
        .col_expr(Column::Fingerprint, Expr::value(found.fingerprint))
        .col_expr(Column::Warnings, Expr::value(found.warnings))
        .col_expr(Column::Problems, Expr::value(found.problems.len() as i32 - found.warnings))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Checking.code()))
        .exec(connection)
        .await?;
    if updated.rows_affected == 0 {
        return Ok(());
    }
    roster_problem::Entity::delete_many().filter(roster_problem::Column::ImportId.eq(id)).exec(connection).await?;
    for some in found.problems.chunks(ROWS) {
        let rows = some.iter().map(|row| row.clone().into_active_model());
        roster_problem::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    forget_changes(connection, id).await?;
    for some in found.concerned.chunks(ROWS) {
        let rows = some.iter().map(|row| row.clone().into_active_model());
        roster_change::Entity::insert_many(rows).exec_without_returning(connection).await?;
    }
    if found.status == Status::Refused {
        settle(connection, id, &[Status::Checking], Status::Refused, now).await?;
        return Ok(());
    }
    set_status(connection, id, Status::Checking, found.status).await
}

/// Has it checked anew.
pub(super) async fn set_status(
    connection: &impl ConnectionTrait,
    id: Uuid,
    from: Status,
    to: Status,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(to.code()))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(from.code()))
        .exec(connection)
        .await
        .map(drop)
}

/// Discards what nobody confirmed since then, and forgets what files were called.
pub(in super::super) async fn sweep(
    connection: &impl ConnectionTrait,
    before: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::FileName, Expr::value(None::<String>))
        .filter(Column::CreatedAt.lt(millis(before)))
        .filter(Column::FileName.is_not_null())
        .exec(connection)
        .await?;
    let old = unsettled().filter(Column::CreatedAt.lt(millis(before))).select_only().column(Column::Id);
    for id in old.into_tuple::<Uuid>().all(connection).await? {
        settle(connection, id, &[Status::Checking, Status::Ready], Status::Discarded, now).await?;
    }
    Ok(())
}
