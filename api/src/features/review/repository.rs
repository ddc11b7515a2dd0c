//! Every query is scoped by who asks: a class that is neither of the own nor, for a registrar, of the own schools
//! isn't there, and who is bound or has applied for a protected child isn't there for a school at all.

mod decisions;
pub(super) mod evidence;
pub(super) mod reminders;
pub(super) mod sealed;

pub use decisions::was_decided;
pub(super) use decisions::{decision_on, insert_decisions, own_decisions, standing_decisions, undo_decision};

use super::filter;
use crate::{
    database::millis,
    entity::{
        application_form, binding, binding_application as application, class, consent_refusal, school, student,
        unmasking,
    },
    features::{protection::sealed_students, staff::class_ids_of as own_class_ids},
    http::authority::Reviewer,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel,
    JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use shared_types::{
    application::ApplicationStatus,
    review::{ReviewQuery, ReviewState},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

#[derive(FromQueryResult)]
pub(super) struct ClassRow {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) school_code: String,
    pub(super) school_name: String,
}

pub(super) async fn classes(connection: &impl ConnectionTrait, teacher: &Reviewer) -> Result<Vec<ClassRow>, DbErr> {
    class::Entity::find()
        .join(JoinType::InnerJoin, class::Relation::School.def())
        .filter(class::Column::Id.in_subquery(own_class_ids(teacher)))
        .order_by_asc(class::Column::SchoolCode)
        .order_by_asc(class::Column::Grade)
        .order_by_asc(class::Column::Name)
        .select_only()
        .columns([class::Column::Id, class::Column::Name, class::Column::SchoolCode])
        .column_as(school::Column::Name, "school_name")
        .into_model()
        .all(connection)
        .await
}

pub(super) async fn is_own_class(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
    class: Uuid,
) -> Result<bool, DbErr> {
    let found = class::Entity::find_by_id(class)
        .filter(class::Column::Id.in_subquery(own_class_ids(teacher)))
        .count(connection)
        .await?;
    Ok(found > 0)
}

/// The children of the own classes; who has left isn't one of them any more.
fn present_in_own_classes(teacher: &Reviewer) -> Condition {
    Condition::all()
        .add(student::Column::ClassId.in_subquery(own_class_ids(teacher)))
        .add(student::Column::LeftAt.is_null())
}

/// (child, class) of the teacher's classes.
pub(super) async fn students_of_classes(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    student::Entity::find()
        .filter(present_in_own_classes(teacher))
        .select_only()
        .columns([student::Column::Id, student::Column::ClassId])
        .into_tuple()
        .all(connection)
        .await
}

/// Without protected children.
fn student_ids_of_classes(teacher: &Reviewer) -> SelectStatement {
    student::Entity::find()
        .filter(present_in_own_classes(teacher))
        .filter(student::Column::Id.not_in_subquery(sealed_students()))
        .select_only()
        .column(student::Column::Id)
        .into_query()
}

/// Children with a guardian who is bound.
pub(super) async fn bound_students(connection: &impl ConnectionTrait, teacher: &Reviewer) -> Result<Vec<Uuid>, DbErr> {
    binding::Entity::find()
        .filter(binding::Column::StudentId.in_subquery(student_ids_of_classes(teacher)))
        .filter(binding::of_guardians())
        .select_only()
        .column(binding::Column::StudentId)
        .distinct()
        .into_tuple()
        .all(connection)
        .await
}

/// (child, state) of the applications in the teacher's classes.
pub(super) async fn application_states(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
) -> Result<Vec<(Uuid, String)>, DbErr> {
    application::Entity::find()
        .filter(application::Column::StudentId.in_subquery(student_ids_of_classes(teacher)))
        .select_only()
        .columns([application::Column::StudentId, application::Column::Status])
        .distinct()
        .into_tuple()
        .all(connection)
        .await
}

/// Children of the teacher's classes whose guardian chose 「不同意並退出」.
pub(super) async fn refused_students(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
) -> Result<Vec<Uuid>, DbErr> {
    consent_refusal::Entity::find()
        .filter(consent_refusal::Column::StudentId.in_subquery(student_ids_of_classes(teacher)))
        .select_only()
        .column(consent_refusal::Column::StudentId)
        .distinct()
        .into_tuple()
        .all(connection)
        .await
}

/// What is in a tab.
fn in_tab(state: ReviewState) -> Expr {
    let statuses: &[ApplicationStatus] = match state {
        ReviewState::Pending => &[ApplicationStatus::InReview],
        ReviewState::Decided => &[ApplicationStatus::Approved, ApplicationStatus::Returned],
    };
    application::Column::Status.is_in(statuses.iter().map(|s| s.code()))
}

fn in_class(teacher: &Reviewer, class: Uuid, state: ReviewState) -> Select<application::Entity> {
    application::Entity::find()
        .join(JoinType::InnerJoin, application::Relation::Student.def())
        .filter(of_class(teacher, class))
        .filter(in_tab(state))
}

/// Whose student is one of the class and not protected.
fn of_class(teacher: &Reviewer, class: Uuid) -> Condition {
    Condition::all()
        .add(student::Column::ClassId.eq(class))
        .add(present_in_own_classes(teacher))
        .add(student::Column::Id.not_in_subquery(sealed_students()))
}

pub(super) async fn students_of_class(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
    class: Uuid,
) -> Result<Vec<student::Model>, DbErr> {
    student::Entity::find()
        .filter(student::Column::ClassId.eq(class))
        .filter(present_in_own_classes(teacher))
        .order_by_asc(student::Column::SeatNumber)
        .order_by_asc(student::Column::Id)
        .all(connection)
        .await
}

/// Whatever waits, was returned or is approved in a class, the oldest first.
pub(super) async fn open_in_class(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
    class: Uuid,
) -> Result<Vec<application::Model>, DbErr> {
    use ApplicationStatus::{Approved, InReview, RegistryChecking, Returned};
    application::Entity::find()
        .join(JoinType::InnerJoin, application::Relation::Student.def())
        .filter(of_class(teacher, class))
        .filter(application::Column::Status.is_in([RegistryChecking, InReview, Returned, Approved].map(|s| s.code())))
        .order_by_asc(application::Column::SubmittedAt)
        .order_by_asc(application::Column::Id)
        .all(connection)
        .await
}

/// The bindings of a class's children that are in force.
pub(super) async fn bindings_in_class(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
    class: Uuid,
) -> Result<Vec<binding::Model>, DbErr> {
    binding::Entity::find()
        .join(JoinType::InnerJoin, binding::Relation::Student.def())
        .filter(of_class(teacher, class))
        .filter(binding::in_force(teacher.at))
        .order_by_asc(binding::Column::BoundAt)
        .order_by_asc(binding::Column::Id)
        .all(connection)
        .await
}

/// How many are in a tab.
pub(super) async fn count_in_class(
    connection: &impl ConnectionTrait,
    teacher: &Reviewer,
    class: Uuid,
    state: ReviewState,
) -> Result<u64, DbErr> {
    in_class(teacher, class, state).count(connection).await
}

/// The rows that meet a query.
pub(super) struct Matching<'a> {
    teacher: &'a Reviewer,
    class: Uuid,
    query: &'a ReviewQuery,
    /// Among these, where the query can't be asked of the database alone.
    pub(super) among: Option<Vec<Uuid>>,
}

impl<'a> Matching<'a> {
    pub(super) fn new(teacher: &'a Reviewer, class: Uuid, query: &'a ReviewQuery) -> Self {
        Self { teacher, class, query, among: None }
    }

    fn select(&self) -> Select<application::Entity> {
        let among = self.among.iter().map(|ids| application::Column::Id.is_in(ids.iter().copied()));
        let rows = in_class(self.teacher, self.class, self.query.state).filter(filter::condition(self.query));
        among.fold(rows, Select::filter)
    }

    pub(super) async fn count(&self, connection: &impl ConnectionTrait) -> Result<u64, DbErr> {
        self.select().count(connection).await
    }

    pub(super) async fn all(&self, connection: &impl ConnectionTrait) -> Result<Vec<application::Model>, DbErr> {
        filter::sorted(self.select(), self.query).all(connection).await
    }

    pub(super) async fn page(&self, connection: &impl ConnectionTrait) -> Result<Vec<application::Model>, DbErr> {
        let ReviewQuery { page, page_size, .. } = *self.query;
        filter::sorted(self.select(), self.query)
            .limit(u64::from(page_size))
            .offset(u64::from(page - 1) * u64::from(page_size))
            .all(connection)
            .await
    }
}

pub(super) async fn students(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, student::Model>, DbErr> {
    let rows = student::Entity::find().filter(student::Column::Id.is_in(ids)).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Those among `ids` that lie in the reviewer's classes; for a protection officer, those of protected children too.
///
/// # Errors
/// The database's.
pub async fn own_applications(
    connection: &impl ConnectionTrait,
    reviewer: &Reviewer,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, application::Model>, DbErr> {
    let student = application::Column::StudentId;
    let mut reached = Condition::any().add(student.in_subquery(student_ids_of_classes(reviewer)));
    if reviewer.is_protection_officer {
        reached = reached.add(student.in_subquery(sealed_students()));
    }
    let rows =
        application::Entity::find().filter(application::Column::Id.is_in(ids)).filter(reached).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

pub(super) async fn insert_unmasking(
    connection: &impl ConnectionTrait,
    id: Uuid,
    application_id: Uuid,
    note: Option<String>,
) -> Result<(), DbErr> {
    unmasking::Model { id, application_id, note }.into_active_model().insert(connection).await.map(drop)
}

/// The languages that forms were sent in, by form.
pub(super) async fn languages(
    connection: &impl ConnectionTrait,
    rows: &[application::Model],
) -> Result<HashMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = application_form::Entity::find()
        .filter(application_form::Column::Id.is_in(rows.iter().map(|row| row.form_id)))
        .select_only()
        .columns([application_form::Column::Id, application_form::Column::Language])
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// When the signed paper came back; None takes the tick away.
pub(super) async fn note_paper(
    connection: &impl ConnectionTrait,
    id: Uuid,
    returned_at: Option<OffsetDateTime>,
) -> Result<(), DbErr> {
    application::Entity::update_many()
        .col_expr(application::Column::PaperReturnedAt, Expr::value(returned_at.map(millis)))
        .filter(application::Column::Id.eq(id))
        .exec(connection)
        .await
        .map(drop)
}

#[cfg(test)]
mod plans;
