//! Who is reminded, and when that was.

use crate::{
    database::millis,
    entity::{binding_application as application, student},
    features::{account, protection::sealed_students, review::reminders::last_mail},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, sea_query::Expr,
};
use shared_types::application::ApplicationStatus;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// What waits for its applicant, in those classes: to be corrected, confirmed, or signed in to; nothing about protected
/// children.
pub(in super::super) async fn waiting_for_applicant(
    connection: &impl ConnectionTrait,
    classes: &[Uuid],
) -> Result<Vec<application::Model>, DbErr> {
    use application::Column as C;
    // Whoever has an account by now waits for no address.
    let is_unconfirmed = Condition::all()
        .add(C::EmailIsProved.eq(false))
        .add(C::IsOfAccount.eq(false))
        .add(Condition::all().add(account::is_owners(C::NationalIdIndex)).not());
    let is_unused =
        Condition::all().add(C::Status.eq(ApplicationStatus::Approved.code())).add(account::is_unused(C::AccountId));
    let waits =
        Condition::any().add(C::Status.eq(ApplicationStatus::Returned.code())).add(is_unconfirmed).add(is_unused);
    application::Entity::find()
        .join(JoinType::InnerJoin, application::Relation::Student.def())
        .filter(student::Column::ClassId.is_in(classes.iter().copied()))
        .filter(student::Column::LeftAt.is_null())
        .filter(student::Column::Id.not_in_subquery(sealed_students()))
        .filter(C::ClosedAt.is_null())
        .filter(waits)
        .order_by_asc(C::Id)
        .all(connection)
        .await
}

/// When a mail last went out about any application of those accounts, also about those of other classes.
pub(in super::super) async fn last_mails_of_accounts(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, OffsetDateTime>, DbErr> {
    let rows = application::Entity::find().filter(application::Column::AccountId.is_in(accounts));
    let mut last = HashMap::new();
    for row in rows.all(connection).await? {
        let Some((account, moment)) = row.account_id.zip(last_mail(&row)) else { continue };
        let newest = last.entry(account).or_insert(moment);
        *newest = moment.max(*newest);
    }
    Ok(last)
}

pub(in super::super) async fn note_reminded(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
    now: OffsetDateTime,
) -> Result<(), DbErr> {
    application::Entity::update_many()
        .col_expr(application::Column::RemindedAt, Expr::value(millis(now)))
        .filter(application::Column::Id.is_in(ids.iter().copied()))
        .exec(connection)
        .await
        .map(drop)
}
