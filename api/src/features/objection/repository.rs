use crate::{
    database::millis,
    entity::{
        binding, binding_application as application,
        binding_objection::{self, Column, Entity, Model},
        student,
    },
    features::protection::{sealed_students, was_sealed},
    paging::Paging,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, JoinType,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select,
    sea_query::{Expr, ExprTrait, LockType},
};
use shared_types::{application::ApplicationStatus, objection::ObjectionState};
use std::collections::HashMap;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

pub(super) async fn insert(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().insert(connection).await.map(drop)
}

pub(super) async fn overwrite(connection: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    row.into_active_model().reset_all().update(connection).await.map(drop)
}

/// None of one that counts no more.
pub(super) async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    counting().filter(Column::Id.eq(id)).one(connection).await
}

/// Those against the person whom their application names now.
fn counting() -> Select<Entity> {
    Entity::find().filter(Column::LapsedAt.is_null())
}

/// What that account has against an application.
pub(super) async fn own_on(
    connection: &impl ConnectionTrait,
    account: Uuid,
    application: Uuid,
) -> Result<Option<Model>, DbErr> {
    let own = counting().filter(Column::RaisedBy.eq(account));
    own.filter(Column::ApplicationId.eq(application)).one(connection).await
}

/// What that account has raised, the newest first.
pub(super) async fn own(connection: &impl ConnectionTrait, account: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::RaisedBy.eq(account)).order_by_desc(Column::Id).all(connection).await
}

/// By application, what was objected to: an open one first, then one that was upheld.
///
/// # Errors
/// The database's.
pub async fn states(
    connection: &impl ConnectionTrait,
    applications: &[Uuid],
) -> Result<HashMap<Uuid, ObjectionState>, DbErr> {
    let rows = counting().filter(Column::ApplicationId.is_in(applications.iter().copied())).all(connection).await?;
    let mut states = HashMap::new();
    let gravest_last = [ObjectionState::Dismissed, ObjectionState::Upheld, ObjectionState::Open];
    for state in gravest_last {
        let of_state = rows.iter().filter(|row| row.state == state.code());
        states.extend(of_state.map(|row| (row.application_id, state)));
    }
    Ok(states)
}

/// Whether somebody objects to the application and nobody has settled it.
///
/// # Errors
/// The database's.
pub async fn is_open_on(connection: &impl ConnectionTrait, application: Uuid) -> Result<bool, DbErr> {
    Ok(states(connection, &[application]).await?.get(&application) == Some(&ObjectionState::Open))
}

/// By so much the clocks of two machines may differ.
const CLOCKS: Duration = Duration::minutes(1);

/// Whether an approval waits: somebody objects whom nobody has answered, and whoever approved may not have seen it. With an
/// objection in sight, only the desk approves.
///
/// # Errors
/// The database's.
pub async fn holds_up(connection: &impl ConnectionTrait, approved: &application::Model) -> Result<bool, DbErr> {
    let unseen = counting()
        .filter(Column::ApplicationId.eq(approved.id))
        .filter(Column::State.eq(ObjectionState::Open.code()))
        .filter(Condition::all().add_option(approved.decided_at.map(|at| Column::RaisedAt.gte(millis(*at - CLOCKS)))));
    Ok(unseen.count(connection).await? > 0)
}

/// Those against an application that count, held until the transaction ends.
pub(super) async fn locked(connection: &impl ConnectionTrait, application: Uuid) -> Result<Vec<Model>, DbErr> {
    // On SQLite, the one writer, the lock says nothing.
    let against = counting().filter(Column::ApplicationId.eq(application));
    against.order_by_asc(Column::Id).lock(LockType::NoKeyUpdate).all(connection).await
}

/// Applications that guardians are told of: what others sent for a child since the account was bound to it, until some time
/// after it was decided. Never for a protected child, nor, once it is protected no more, what was sent or decided while it
/// was.
pub(super) async fn of_others(
    connection: &impl ConnectionTrait,
    account: Uuid,
    own_id: &[u8],
    decided_since: OffsetDateTime,
    only: Option<Uuid>,
) -> Result<Vec<application::Model>, DbErr> {
    use ApplicationStatus::{Approved, InReview, RegistryChecking, Returned};
    use application::Column as C;
    let told = [RegistryChecking, InReview, Approved, Returned].map(ApplicationStatus::code);
    let own_binding =
        application::Entity::belongs_to(binding::Entity).from(C::StudentId).to(binding::Column::StudentId).into();
    application::Entity::find()
        .join(JoinType::InnerJoin, own_binding)
        .filter(binding::Column::AccountId.eq(account))
        .filter(binding::of_guardians())
        .filter(C::SubmittedAt.into_expr().gte(binding::Column::BoundAt.into_expr()))
        .filter(C::StudentId.not_in_subquery(sealed_students()))
        .filter(was_sealed(C::StudentId, C::SubmittedAt).not())
        .filter(was_sealed(C::StudentId, C::DecidedAt).not())
        .filter(C::NationalIdIndex.ne(own_id))
        .filter(C::Status.is_in(told))
        .filter(C::DecidedAt.is_null().or(C::DecidedAt.gt(millis(decided_since))))
        .filter(Condition::all().add_option(only.map(|id| C::Id.eq(id))))
        .order_by_desc(C::SubmittedAt)
        .order_by_desc(C::Id)
        .limit(200)
        .all(connection)
        .await
}

/// Whose children a list of objections is about.
pub(super) enum Reach<'a> {
    /// Those of a school, without the protected ones.
    School(&'a str),
    /// The protected ones of the city.
    Sealed,
}

/// A page of objections, those that wait first and the oldest first, with their applications; none against the reader, whose
/// ID number has the index `own_id`.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    reach: Reach<'_>,
    own_id: &[u8],
    state: Option<ObjectionState>,
    paging: Paging,
) -> Result<(Vec<(Model, application::Model)>, u64), DbErr> {
    let reached = match reach {
        Reach::School(code) => Condition::all()
            .add(student::Column::SchoolCode.eq(code))
            .add(student::Column::Id.not_in_subquery(sealed_students())),
        Reach::Sealed => Condition::all().add(student::Column::Id.in_subquery(sealed_students())),
    };
    let rows = counting()
        .join(JoinType::InnerJoin, binding_objection::Relation::Application.def())
        .join(JoinType::InnerJoin, application::Relation::Student.def())
        .filter(reached)
        .filter(application::Column::NationalIdIndex.ne(own_id))
        .filter(Condition::all().add_option(state.map(|state| Column::State.eq(state.code()))));
    let total = rows.clone().count(connection).await?;
    let page = rows
        .order_by_desc(Column::SettledAt.is_null())
        .order_by_asc(Column::Id)
        .limit(u64::from(paging.page_size))
        .offset(paging.offset())
        .all(connection)
        .await?;
    let ids: Vec<Uuid> = page.iter().map(|row| row.application_id).collect();
    let applications = application::Entity::find().filter(application::Column::Id.is_in(ids)).all(connection).await?;
    let applications: HashMap<Uuid, application::Model> = applications.into_iter().map(|row| (row.id, row)).collect();
    let with_application = |row: Model| applications.get(&row.application_id).cloned().map(|of| (row, of));
    Ok((page.into_iter().filter_map(with_application).collect(), total))
}

/// What one account has raised is the other's. Where both have something against one application, each keeps its own.
///
/// # Errors
/// The database's.
pub async fn give_to(connection: &impl ConnectionTrait, from: Uuid, to: Uuid) -> Result<(), DbErr> {
    let raised = own(connection, to).await?.into_iter().map(|row| row.application_id);
    Entity::update_many()
        .col_expr(Column::RaisedBy, Expr::value(to))
        .filter(Column::RaisedBy.eq(from))
        .filter(Column::ApplicationId.is_not_in(raised))
        .exec(connection)
        .await
        .map(drop)
}

/// Those that the account raised, or that are about one of those applications.
pub(super) async fn about(
    connection: &impl ConnectionTrait,
    account: Uuid,
    applications: &[Uuid],
) -> Result<Vec<Model>, DbErr> {
    let concerned = Condition::any()
        .add(Column::RaisedBy.eq(account))
        .add(Column::ApplicationId.is_in(applications.iter().copied()));
    Entity::find().filter(concerned).all(connection).await
}
