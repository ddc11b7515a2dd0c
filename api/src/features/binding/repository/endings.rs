//! Applications that end from outside, one by one or with all that is known of a person.

use crate::entity::{application_form, binding_application as application, review_decision, unmasking};
use application::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait,
    sea_query::{Expr, LockType},
};
use shared_types::application::ApplicationStatus;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Which applications.
#[derive(Clone)]
pub(in super::super) struct Which(Condition);

impl Which {
    /// The approved one of an account for a child.
    pub(in super::super) fn approved(student: Uuid, account: Uuid) -> Self {
        let status = Column::Status.eq(ApplicationStatus::Approved.code());
        let whose = Condition::all().add(Column::StudentId.eq(student)).add(Column::AccountId.eq(account));
        Self(whose.add(status))
    }

    /// Those on forms that rest on a consent answer.
    pub(in super::super) fn resting_on(consent_record: Uuid) -> Self {
        let forms = application_form::Entity::find()
            .filter(application_form::Column::ConsentRecordId.eq(consent_record))
            .select_only()
            .column(application_form::Column::Id)
            .into_query();
        Self(Condition::all().add(Column::FormId.in_subquery(forms)))
    }

    /// All for a child.
    pub(in super::super) fn of_student(student: Uuid) -> Self {
        Self(Condition::all().add(Column::StudentId.eq(student)))
    }

    /// What is an account's owner's: what led to the account, and, under the ID number that it had, what came from it
    /// or has the owner's name. Anything else there is somebody's whose number that is.
    pub(in super::super) fn of_owner(account: Uuid, national_id_index: &[u8], name: &str) -> Self {
        let own = Condition::any().add(Column::IsOfAccount.eq(true)).add(Column::Name.eq(name));
        let named = Condition::all().add(Column::NationalIdIndex.eq(national_id_index)).add(own);
        Self(Condition::any().add(Column::AccountId.eq(account)).add(named))
    }

    /// All of a person.
    pub(in super::super) fn of_person(account: Uuid, national_id_index: &[u8]) -> Self {
        let named = Column::NationalIdIndex.eq(national_id_index);
        Self(Condition::any().add(Column::AccountId.eq(account)).add(named))
    }
}

/// The children that those applications are for.
pub(in super::super) async fn students_of(connection: &impl ConnectionTrait, which: Which) -> Result<Vec<Uuid>, DbErr> {
    Entity::find().filter(which.0).select_only().column(Column::StudentId).into_tuple().all(connection).await
}

/// Those applications as they are now, held until the transaction ends.
pub(in super::super) async fn locked(connection: &impl ConnectionTrait, which: Which) -> Result<Vec<Model>, DbErr> {
    // On SQLite, the one writer, the lock says nothing.
    Entity::find().filter(which.0).order_by_asc(Column::Id).lock(LockType::NoKeyUpdate).all(connection).await
}

/// Those applications, held by nobody.
pub(in super::super) async fn find_where(connection: &impl ConnectionTrait, which: Which) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(which.0).all(connection).await
}

pub(in super::super) async fn overwrite(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}

/// Whether anything of that person is under way: waits for a decision, a correction or its account.
pub(in super::super) async fn is_under_way(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
) -> Result<bool, DbErr> {
    let open =
        Condition::any().add(Column::Status.ne(ApplicationStatus::Approved.code())).add(Column::AccountId.is_null());
    let found = Entity::find()
        .filter(Column::NationalIdIndex.eq(national_id_index))
        .filter(Column::ClosedAt.is_null())
        .filter(open)
        .one(connection);
    Ok(found.await?.is_some())
}

/// What led to one account is the other's.
pub(in super::super) async fn give_to(connection: &impl ConnectionTrait, from: Uuid, to: Uuid) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::AccountId, Expr::value(to))
        .filter(Column::AccountId.eq(from))
        .exec(connection)
        .await
        .map(drop)
}

/// Forms that were sent with one address are the other's.
pub(in super::super) async fn readdress(
    connection: &impl ConnectionTrait,
    from: &[u8],
    to: &[u8],
) -> Result<(), DbErr> {
    application_form::Entity::update_many()
        .col_expr(application_form::Column::AddressIndex, Expr::value(to))
        .filter(application_form::Column::AddressIndex.eq(from))
        .exec(connection)
        .await
        .map(drop)
}

/// What reviewers wrote about those applications.
pub(in super::super) async fn erase_reasons(
    connection: &impl ConnectionTrait,
    applications: &[Uuid],
) -> Result<(), DbErr> {
    let nothing: Option<String> = None;
    review_decision::Entity::update_many()
        .col_expr(review_decision::Column::Reason, Expr::value(nothing.clone()))
        .filter(review_decision::Column::ApplicationId.is_in(applications.iter().copied()))
        .exec(connection)
        .await?;
    unmasking::Entity::update_many()
        .col_expr(unmasking::Column::Note, Expr::value(nothing))
        .filter(unmasking::Column::ApplicationId.is_in(applications.iter().copied()))
        .exec(connection)
        .await
        .map(drop)
}

/// Those forms of the applications on which there is nobody else's.
pub(in super::super) async fn forms_only_of(
    connection: &impl ConnectionTrait,
    applications: &[Model],
) -> Result<Vec<application_form::Model>, DbErr> {
    let ids = || applications.iter().map(|row| row.id);
    let of_others = Entity::find()
        .filter(Column::FormId.is_in(applications.iter().map(|row| row.form_id)))
        .filter(Column::Id.is_not_in(ids()))
        .select_only()
        .column(Column::FormId);
    application_form::Entity::find()
        .filter(application_form::Column::Id.is_in(applications.iter().map(|row| row.form_id)))
        .filter(application_form::Column::Id.not_in_subquery(of_others.into_query()))
        .all(connection)
        .await
}

pub(in super::super) async fn forms(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<application_form::Model>, DbErr> {
    application_form::Entity::find().filter(application_form::Column::Id.is_in(ids)).all(connection).await
}

/// The answers that those forms rest on and nobody's else; what was emptied is nobody's.
pub(in super::super) async fn answers_only_of(
    connection: &impl ConnectionTrait,
    forms: &[application_form::Model],
) -> Result<Vec<Uuid>, DbErr> {
    let answers: BTreeSet<Uuid> = forms.iter().map(|form| form.consent_record_id).collect();
    let others: Vec<Uuid> = Entity::find()
        .join(JoinType::InnerJoin, application::Relation::Form.def())
        .filter(application_form::Column::ConsentRecordId.is_in(answers.iter().copied()))
        .filter(application_form::Column::Id.is_not_in(forms.iter().map(|form| form.id)))
        .filter(Column::Name.ne(""))
        .select_only()
        .column(application_form::Column::ConsentRecordId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(answers.into_iter().filter(|answer| !others.contains(answer)).collect())
}

pub(in super::super) async fn overwrite_form(
    connection: &impl ConnectionTrait,
    row: application_form::Model,
) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}
