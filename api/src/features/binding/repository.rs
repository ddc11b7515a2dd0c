pub(super) mod endings;
pub(super) mod history;
pub(super) mod signatures;

use super::model::TakenPlaces;
use crate::{
    ambient::Millis,
    database::millis,
    entity::{
        account, application_form, binding, binding_application as application, return_reason::ReturnReasonColumn,
    },
    http::authority::ApplicationOwner,
};
use application::{Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RelationTrait, Select,
    sea_query::{Expr, SelectStatement, UnionType},
};
use shared_types::{
    application::ApplicationStatus,
    relationship::{Relationship, RelationshipGroup},
    verification::ContactChannel,
};
use std::collections::{BTreeSet, HashMap};
use time::OffsetDateTime;
use uuid::Uuid;

/// An application and its form's reference and language.
#[derive(Clone)]
pub struct ApplicationRow {
    pub application: Model,
    pub form: application_form::Model,
}

pub(super) async fn insert_form(connection: &impl ConnectionTrait, row: application_form::Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn by_ids(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Model>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Those of a verified address, those whose mails go to it, those of an account, and those that name the account
/// owner's own ID.
///
/// A union, each part by an index of its own: one condition over all would read the whole table.
fn owned_by(owner: &ApplicationOwner) -> SelectStatement {
    let ids = || Entity::find().select_only().column(Column::Id);
    let of_address = owner.applicant.as_ref().map(|applicant| {
        ids()
            .join(JoinType::InnerJoin, application::Relation::Form.def())
            .filter(application_form::Column::AddressIndex.eq(applicant.address_index.as_slice()))
    });
    // Sent with another contact: the link of a return in its mail leads here.
    let by_mail = owner.applicant.as_ref().filter(|one| one.account.is_none() && one.channel == ContactChannel::Email);
    let of_email = by_mail.map(|applicant| {
        ids()
            .filter(Column::Email.eq(&applicant.address))
            .filter(Column::EmailIsProved.eq(true))
            .filter(Column::IsOfAccount.eq(false))
    });
    let of_account = owner.account.as_ref().map(|account| ids().filter(Column::AccountId.eq(account.account)));
    let of_person = owner.account.as_ref().map(|account| {
        let own_id = account::Entity::find_by_id(account.account)
            .select_only()
            .column(account::Column::NationalIdIndex)
            .into_query();
        ids().filter(Column::NationalIdIndex.in_subquery(own_id))
    });
    let parts = [of_address, of_email, of_account, of_person].into_iter().flatten().map(QueryTrait::into_query);
    let nobody = || ids().filter(Expr::value(false)).into_query();
    parts.reduce(|mut all, part| all.union(UnionType::Distinct, part).to_owned()).unwrap_or_else(nobody)
}

/// The consent answers that those applications rest on.
pub fn consents_of(owner: &ApplicationOwner) -> SelectStatement {
    let forms = Entity::find().filter(Column::Id.in_subquery(owned_by(owner))).select_only().column(Column::FormId);
    application_form::Entity::find()
        .filter(application_form::Column::Id.in_subquery(forms.into_query()))
        .select_only()
        .column(application_form::Column::ConsentRecordId)
        .into_query()
}

/// Whether somebody else's form rests on that answer.
pub(super) async fn is_somebody_elses_answer(
    connection: &impl ConnectionTrait,
    consent_record: Uuid,
    national_id_index: &[u8],
) -> Result<bool, DbErr> {
    let others = Entity::find()
        .join(JoinType::InnerJoin, application::Relation::Form.def())
        .filter(application_form::Column::ConsentRecordId.eq(consent_record))
        .filter(Column::NationalIdIndex.ne(national_id_index))
        .limit(1)
        .count(connection);
    Ok(others.await? > 0)
}

/// Whether a binding of somebody else rests on that answer.
pub(super) async fn binds_somebody_else(
    connection: &impl ConnectionTrait,
    consent_record: Uuid,
    own_id: &[u8],
) -> Result<bool, DbErr> {
    let bound = Entity::find()
        .join(JoinType::InnerJoin, application::Relation::Form.def())
        .filter(application_form::Column::ConsentRecordId.eq(consent_record))
        .filter(Column::AccountId.is_not_null())
        .filter(Column::Status.eq(ApplicationStatus::Approved.code()))
        .filter(Column::NationalIdIndex.ne(own_id))
        .count(connection);
    Ok(bound.await? > 0)
}

/// Whether anything was sent with that address.
pub(super) async fn has_sent(connection: &impl ConnectionTrait, address_index: &[u8]) -> Result<bool, DbErr> {
    let forms = application_form::Entity::find()
        .filter(application_form::Column::AddressIndex.eq(address_index))
        .count(connection);
    Ok(forms.await? > 0)
}

/// Whether an open application of that person waits for that address to be confirmed.
pub(super) async fn awaits_proof(
    connection: &impl ConnectionTrait,
    email: &str,
    national_id_index: &[u8],
) -> Result<bool, DbErr> {
    let waiting = Entity::find()
        .filter(Column::NationalIdIndex.eq(national_id_index))
        .filter(Column::Email.eq(email))
        .filter(Column::EmailIsProved.eq(false))
        .filter(Column::ClosedAt.is_null())
        .count(connection);
    Ok(waiting.await? > 0)
}

/// (answer, child) of the owner's applications on forms that rest on those answers, each once.
pub(super) async fn students_resting_on(
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    consent_records: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeSet<(Uuid, Uuid)>, DbErr> {
    let rows: Vec<(Uuid, Uuid)> = Entity::find()
        .join(JoinType::InnerJoin, application::Relation::Form.def())
        .filter(application_form::Column::ConsentRecordId.is_in(consent_records))
        .filter(Column::Id.in_subquery(owned_by(owner)))
        .select_only()
        .column(application_form::Column::ConsentRecordId)
        .column(Column::StudentId)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn owned(
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    id: Option<Uuid>,
) -> Result<Vec<ApplicationRow>, DbErr> {
    let mut query = owned_in_order(owner).limit(200);
    if let Some(id) = id {
        query = query.filter(Column::Id.eq(id));
    }
    let applications = query.all(connection).await?;
    with_forms(connection, applications).await
}

/// All of the owner's applications, however many.
pub(super) async fn all_owned(
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
) -> Result<Vec<ApplicationRow>, DbErr> {
    let applications = owned_in_order(owner).all(connection).await?;
    with_forms(connection, applications).await
}

fn owned_in_order(owner: &ApplicationOwner) -> Select<Entity> {
    // Ids count up with time: the newest form first, its children as they were entered.
    Entity::find()
        .filter(Column::Id.in_subquery(owned_by(owner)))
        .order_by_desc(Column::FormId)
        .order_by_asc(Column::Id)
}

/// The owner's applications of one form, as they were entered.
pub(super) async fn owned_of_form(
    connection: &impl ConnectionTrait,
    owner: &ApplicationOwner,
    form: Uuid,
) -> Result<Vec<ApplicationRow>, DbErr> {
    let own = Entity::find().filter(Column::Id.in_subquery(owned_by(owner)));
    let applications = own.filter(Column::FormId.eq(form)).order_by_asc(Column::Id).all(connection).await?;
    with_forms(connection, applications).await
}

/// All applications of a form, as they were entered.
pub(super) async fn of_form(connection: &impl ConnectionTrait, form: Uuid) -> Result<Vec<ApplicationRow>, DbErr> {
    let applications = Entity::find().filter(Column::FormId.eq(form)).order_by_asc(Column::Id).all(connection).await?;
    with_forms(connection, applications).await
}

pub(super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<ApplicationRow>, DbErr> {
    let found = Entity::find_by_id(id).all(connection).await?;
    Ok(with_forms(connection, found).await?.pop())
}

pub(super) async fn find_form(
    connection: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<application_form::Model>, DbErr> {
    application_form::Entity::find_by_id(id).one(connection).await
}

async fn with_forms(connection: &impl ConnectionTrait, applications: Vec<Model>) -> Result<Vec<ApplicationRow>, DbErr> {
    let ids: Vec<Uuid> = applications.iter().map(|a| a.form_id).collect();
    let forms =
        application_form::Entity::find().filter(application_form::Column::Id.is_in(ids)).all(connection).await?;
    let row = |application: Model| {
        let form = forms.iter().find(|form| form.id == application.form_id)?.clone();
        Some(ApplicationRow { application, form })
    };
    Ok(applications.into_iter().filter_map(row).collect())
}

/// Whether that person is a guardian bound to the child, or has an application for it that isn't over.
///
/// # Errors
/// The database's.
pub async fn has_applied(
    connection: &impl ConnectionTrait,
    student: Uuid,
    national_id_index: &[u8],
) -> Result<bool, DbErr> {
    use ApplicationStatus::{Approved, InReview, RegistryChecking, Returned};
    let open = [RegistryChecking, InReview, Returned, Approved].map(ApplicationStatus::code);
    let applied = Entity::find()
        .filter(Column::StudentId.eq(student))
        .filter(Column::NationalIdIndex.eq(national_id_index))
        .filter(Column::Status.is_in(open))
        .count(connection)
        .await?;
    let person = account::Entity::find()
        .filter(account::Column::NationalIdIndex.eq(national_id_index))
        .select_only()
        .column(account::Column::Id)
        .into_query();
    let bound = binding::Entity::find()
        .filter(binding::Column::StudentId.eq(student))
        .filter(binding::of_guardians())
        .filter(binding::Column::AccountId.in_subquery(person))
        .count(connection)
        .await?;
    Ok(applied + bound > 0)
}

/// Those of the children for whom that person has applied, whatever became of it.
///
/// # Errors
/// The database's.
pub async fn ever_applied(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
    students: &[Uuid],
) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .filter(Column::NationalIdIndex.eq(national_id_index))
        .filter(Column::StudentId.is_in(students.iter().copied()))
        .select_only()
        .column(Column::StudentId)
        .into_tuple()
        .all(connection)
        .await
}

/// Guardians bound to the child, and those whose approval is still being carried out.
pub async fn taken_places(connection: &impl ConnectionTrait, student: Uuid) -> Result<TakenPlaces, DbErr> {
    Ok(taken_places_among(connection, &[student]).await?.remove(&student).unwrap_or_default())
}

/// The same of each of those children; of whom nobody has a place, nothing.
pub async fn taken_places_among(
    connection: &impl ConnectionTrait,
    students: &[Uuid],
) -> Result<HashMap<Uuid, TakenPlaces>, DbErr> {
    // These first: one that is carried out in between then counts twice rather than not at all.
    let on_their_way: Vec<(Uuid, String)> = Entity::find()
        .filter(Column::StudentId.is_in(students.iter().copied()))
        .filter(Column::Status.eq(ApplicationStatus::Approved.code()))
        .filter(Column::AccountId.is_null())
        .select_only()
        .columns([Column::StudentId, Column::Relationship])
        .into_tuple()
        .all(connection)
        .await?;
    let bound: Vec<(Uuid, String)> = binding::Entity::find()
        .filter(binding::Column::StudentId.is_in(students.iter().copied()))
        .filter(binding::of_guardians())
        .select_only()
        .columns([binding::Column::StudentId, binding::Column::Relationship])
        .into_tuple()
        .all(connection)
        .await?;
    let mut taken: HashMap<Uuid, TakenPlaces> = HashMap::new();
    for (student, code) in on_their_way.iter().chain(&bound) {
        let group = Relationship::from_code(code).map_or(RelationshipGroup::Guardian, Relationship::group);
        taken.entry(*student).or_default().take(group);
    }
    Ok(taken)
}

/// Whether a code or link that went to that address came back for another application of that person.
pub(super) async fn has_proved_email(
    connection: &impl ConnectionTrait,
    email: &str,
    national_id_index: &[u8],
) -> Result<bool, DbErr> {
    let proved = Entity::find()
        .filter(Column::NationalIdIndex.eq(national_id_index))
        .filter(Column::Email.eq(email))
        .filter(Column::EmailIsProved.eq(true))
        .filter(Column::IsOfAccount.eq(false))
        .count(connection)
        .await?;
    Ok(proved > 0)
}

/// The link that was sent to a person's address came back.
pub(super) async fn prove_email(
    connection: &impl ConnectionTrait,
    email: &str,
    national_id_index: &[u8],
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::EmailIsProved, Expr::value(true))
        .filter(Column::NationalIdIndex.eq(national_id_index))
        .filter(Column::Email.eq(email))
        .exec(connection)
        .await
        .map(drop)
}

/// Approved applications of a person that have no account yet.
pub(super) async fn waiting_for_account(
    connection: &impl ConnectionTrait,
    national_id_index: &[u8],
) -> Result<Vec<Uuid>, DbErr> {
    Entity::find()
        .filter(Column::NationalIdIndex.eq(national_id_index))
        .filter(Column::Status.eq(ApplicationStatus::Approved.code()))
        .filter(Column::AccountId.is_null())
        .select_only()
        .column(Column::Id)
        .into_tuple()
        .all(connection)
        .await
}

/// What a step writes besides the state.
#[derive(Default)]
pub struct Change {
    pub decided_at: Option<OffsetDateTime>,
    pub return_reason: Option<ReturnReasonColumn>,
    pub closed_at: Option<OffsetDateTime>,
}

/// Takes the step if the application is still as it was read; false when somebody was faster.
pub(super) async fn transition(
    connection: &impl ConnectionTrait,
    id: Uuid,
    version: i32,
    from: ApplicationStatus,
    to: ApplicationStatus,
    change: Change,
) -> Result<bool, DbErr> {
    let mut still = Condition::all().add(Column::Version.eq(version)).add(Column::Status.eq(from.code()));
    if to == ApplicationStatus::InReview {
        // Taken back, unless its account has opened meanwhile, which changes no version.
        still = still.add(Column::AccountId.is_null());
    }
    let decided_at: Option<Millis> = change.decided_at.map(millis);
    let closed_at: Option<Millis> = change.closed_at.map(millis);
    let updated = Entity::update_many()
        .col_expr(Column::Status, Expr::value(to.code()))
        .col_expr(Column::Version, Expr::value(version + 1))
        .col_expr(Column::DecidedAt, Expr::value(decided_at))
        .col_expr(Column::ReturnReason, Expr::value(change.return_reason))
        .col_expr(Column::ClosedAt, Expr::value(closed_at))
        .col_expr(Column::HeldAt, Expr::value(None::<Millis>))
        .filter(Column::Id.eq(id))
        .filter(still)
        .exec(connection)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// Writes a correction over a returned application; false when somebody was faster.
pub(super) async fn correct(connection: &impl ConnectionTrait, version: i32, corrected: Model) -> Result<bool, DbErr> {
    let id = corrected.id;
    let updated = Entity::update_many()
        .set(corrected.into_active_model().reset_all())
        .filter(Column::Id.eq(id))
        .filter(Column::Version.eq(version))
        .filter(Column::Status.eq(ApplicationStatus::Returned.code()))
        .exec(connection)
        .await?;
    Ok(updated.rows_affected == 1)
}

/// False when it has an account already, or ended a moment ago.
pub(super) async fn set_account(connection: &impl ConnectionTrait, id: Uuid, account: Uuid) -> Result<bool, DbErr> {
    let updated = Entity::update_many()
        .col_expr(Column::AccountId, Expr::value(account))
        .filter(Column::Id.eq(id))
        .filter(Column::AccountId.is_null())
        .filter(Column::Status.eq(ApplicationStatus::Approved.code()))
        .exec(connection)
        .await?;
    Ok(updated.rows_affected == 1)
}
