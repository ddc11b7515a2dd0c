use crate::{
    ambient::Millis,
    database::millis,
    entity::{applicant_session, class, school, student, student_lookup},
    features::protection::sealed_elsewhere,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
    sea_query::{Expr, LockType},
};
use shared_types::roster::DepartureReason;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// Those that are open.
pub(super) async fn schools(connection: &impl ConnectionTrait) -> Result<Vec<school::Model>, DbErr> {
    let open = school::Entity::find().filter(school::Column::IsClosed.eq(false));
    open.order_by_asc(school::Column::Code).all(connection).await
}

/// A child with the names of its class and school.
#[derive(Debug, Clone, FromQueryResult)]
pub struct StudentRow {
    pub id: Uuid,
    pub name: String,
    pub national_id_index: Vec<u8>,
    pub class_name: String,
    pub school_code: String,
    pub school_name: String,
    pub guardian_places: i32,
    pub left_at: Option<Millis>,
}

fn with_class_and_school() -> Select<student::Entity> {
    student::Entity::find()
        .join(JoinType::InnerJoin, student::Relation::Class.def())
        .join(JoinType::InnerJoin, student::Relation::School.def())
        .select_only()
        .columns([student::Column::Id, student::Column::Name, student::Column::NationalIdIndex])
        .columns([student::Column::SchoolCode, student::Column::GuardianPlaces, student::Column::LeftAt])
        .column_as(class::Column::Name, "class_name")
        .column_as(school::Column::Name, "school_name")
}

pub(super) async fn find_by_id(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<student::Model>, DbErr> {
    student::Entity::find_by_id(id).one(connection).await
}

/// Who is at that school now.
fn at_school(national_id_index: &[u8], school_code: &str) -> Select<student::Entity> {
    with_class_and_school()
        .filter(student::Column::NationalIdIndex.eq(national_id_index))
        .filter(student::Column::SchoolCode.eq(school_code))
        .filter(student::Column::LeftAt.is_null())
}

/// As a look-up by parents may find it: not one that was sealed at another school.
pub(super) async fn find_student(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
    school_code: &str,
    level: &str,
) -> Result<Option<StudentRow>, DbErr> {
    let of_level = at_school(national_id_index, school_code).filter(class::Column::Level.eq(level));
    let open = of_level.filter(student::Column::Id.not_in_subquery(sealed_elsewhere(school_code)));
    open.into_model::<StudentRow>().one(connection).await
}

/// The child of that ID number where a school's list has it, protected or not: for the bureau. Parents find a protected
/// child where it was when it was sealed.
///
/// # Errors
/// The database's.
pub async fn find_at_school(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
    school_code: &str,
) -> Result<Option<StudentRow>, DbErr> {
    at_school(national_id_index, school_code).into_model::<StudentRow>().one(connection).await
}

pub(super) async fn students_by_id(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<StudentRow>, DbErr> {
    with_class_and_school().filter(student::Column::Id.is_in(ids)).into_model::<StudentRow>().all(connection).await
}

pub(super) async fn insert_lookup(
    connection: &impl ConnectionTrait,
    id: Uuid,
    session: Uuid,
    student: Uuid,
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    let row = student_lookup::Model { id, applicant_session_id: session, student_id: student, created_at: millis(now) };
    row.into_active_model().insert(connection).await.map(drop)
}

/// The look-up of that child that the owner of that address made since then.
pub(super) async fn find_lookup(
    connection: &impl ConnectionTrait,
    address_index: &[u8],
    student: Uuid,
    since: OffsetDateTime,
) -> Result<Option<Uuid>, DbErr> {
    student_lookup::Entity::find()
        .join(JoinType::InnerJoin, student_lookup::Relation::Session.def())
        .filter(applicant_session::Column::AddressIndex.eq(address_index))
        .filter(student_lookup::Column::StudentId.eq(student))
        .filter(student_lookup::Column::CreatedAt.gt(millis(since)))
        .select_only()
        .column(student_lookup::Column::Id)
        .into_tuple()
        .one(connection)
        .await
}

/// The look-ups among `ids` that the owner of that address made since then, in whichever session.
pub(super) async fn lookups(
    connection: &impl ConnectionTrait,
    address_index: &[u8],
    since: OffsetDateTime,
    ids: &[Uuid],
) -> Result<Vec<student_lookup::Model>, DbErr> {
    student_lookup::Entity::find()
        .join(JoinType::InnerJoin, student_lookup::Relation::Session.def())
        .filter(applicant_session::Column::AddressIndex.eq(address_index))
        .filter(student_lookup::Column::CreatedAt.gt(millis(since)))
        .filter(student_lookup::Column::Id.is_in(ids.iter().copied()))
        .all(connection)
        .await
}

/// The indexes of the ID numbers of the children that the owner of that address looked up since then.
pub(super) async fn looked_up_ids(
    connection: &impl ConnectionTrait,
    address_index: &[u8],
    since: OffsetDateTime,
) -> Result<Vec<Vec<u8>>, DbErr> {
    student_lookup::Entity::find()
        .join(JoinType::InnerJoin, student_lookup::Relation::Session.def())
        .join(JoinType::InnerJoin, student_lookup::Relation::Student.def())
        .filter(applicant_session::Column::AddressIndex.eq(address_index))
        .filter(student_lookup::Column::CreatedAt.gt(millis(since)))
        .select_only()
        .column(student::Column::NationalIdIndex)
        .into_tuple()
        .all(connection)
        .await
}

/// The children that the owner of that address looked up since then.
pub(super) async fn looked_up(
    connection: &impl ConnectionTrait,
    address_index: &[u8],
    since: OffsetDateTime,
) -> Result<Vec<Uuid>, DbErr> {
    student_lookup::Entity::find()
        .join(JoinType::InnerJoin, student_lookup::Relation::Session.def())
        .filter(applicant_session::Column::AddressIndex.eq(address_index))
        .filter(student_lookup::Column::CreatedAt.gt(millis(since)))
        .select_only()
        .column(student_lookup::Column::StudentId)
        .distinct()
        .into_tuple()
        .all(connection)
        .await
}

/// Drops look-ups from before then: nothing can be applied for with them.
pub(super) async fn sweep(connection: &impl ConnectionTrait, before: OffsetDateTime) -> Result<(), DbErr> {
    student_lookup::Entity::delete_many()
        .filter(student_lookup::Column::CreatedAt.lt(millis(before)))
        .exec(connection)
        .await
        .map(drop)
}

/// Makes whoever decides about the same children wait until this transaction ends.
///
/// # Errors
/// The database's.
pub async fn lock_students(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<(), DbErr> {
    let locked = student::Entity::find()
        .filter(student::Column::Id.is_in(ids))
        .order_by_asc(student::Column::Id)
        .select_only()
        .column(student::Column::Id)
        // Says nothing on SQLite, which has one writer anyway; new applications needn't wait.
        .lock(LockType::NoKeyUpdate);
    locked.into_tuple::<Uuid>().all(connection).await.map(drop)
}

/// Notes that those children have left, and until when their bindings are carried over.
pub(super) async fn depart(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
    reason: DepartureReason,
    now: OffsetDateTime,
    carry_over: Duration,
) -> Result<(), DbErr> {
    student::Entity::update_many()
        .col_expr(student::Column::LeftAt, Expr::value(millis(now)))
        .col_expr(student::Column::Departure, Expr::value(reason.code()))
        .col_expr(student::Column::CarryOverUntil, Expr::value(millis(now + carry_over)))
        .filter(student::Column::Id.is_in(ids.iter().copied()))
        .filter(student::Column::LeftAt.is_null())
        .exec(connection)
        .await
        .map(drop)
}

/// A child whose school is, or was last, that one.
pub(super) async fn find_at(
    connection: &impl ConnectionTrait,
    school_code: &str,
    id: Uuid,
) -> Result<Option<student::Model>, DbErr> {
    student::Entity::find_by_id(id).filter(student::Column::SchoolCode.eq(school_code)).one(connection).await
}

pub(super) async fn set_guardian_places(connection: &impl ConnectionTrait, id: Uuid, places: u8) -> Result<(), DbErr> {
    student::Entity::update_many()
        .col_expr(student::Column::GuardianPlaces, Expr::value(i32::from(places)))
        .filter(student::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

/// Children whom no school has taken over in time, as many as that.
pub(super) async fn carry_overs_due(
    connection: &impl ConnectionTrait,
    now: OffsetDateTime,
    limit: u64,
) -> Result<Vec<Uuid>, DbErr> {
    student::Entity::find()
        .filter(student::Column::CarryOverUntil.lte(millis(now)))
        .order_by_asc(student::Column::CarryOverUntil)
        .limit(limit)
        .select_only()
        .column(student::Column::Id)
        .into_tuple()
        .all(connection)
        .await
}

/// Nothing of the child's is carried over any more.
pub(super) async fn end_carry_over(connection: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
    student::Entity::update_many()
        .col_expr(student::Column::CarryOverUntil, Expr::value(None::<Millis>))
        .filter(student::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}
