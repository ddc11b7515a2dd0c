//! Roles: what the bureau grants and ends.

use super::{
    model::{Paging, Period, RoleQuery},
    repository::{self, RoleRow, Wanted},
};
use crate::{
    database::millis,
    entity::staff_role::{self, Column},
    features::{
        account,
        audit::{self, By, Event},
    },
    http::authority::{BureauOfficer, Registrar, RosterKeeper},
    problem::{ApiError, ApiResult},
    state::State,
    throttle::{self, Limit},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait};
use shared_types::{
    List, Page,
    account::Role,
    audit::{AuditAction, AuditSubject},
    contact::EmailAddress,
    problem::{FieldCode, ProblemCode},
    staff::{GrantRole, GrantedRole, OwnSchool, StaffRole},
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// People to name in an hour: a new school year has many, a guesser of ID numbers far more.
const NAMED: Limit = Limit { name: "named_staff", hits: 120, window: Duration::HOUR };
/// Grants follow one another, so that the same one asked twice is one.
pub(super) const GRANTS: &str = "staff_grants";

/// What somebody may act as at that moment, a guardian always.
///
/// # Errors
/// The database's.
pub async fn roles_of(connection: &impl ConnectionTrait, account: Uuid, at: OffsetDateTime) -> ApiResult<Vec<Role>> {
    let mut roles = vec![Role::Guardian];
    if repository::homeroom::is_homeroom_teacher(connection, account, at).await? {
        roles.push(Role::HomeroomTeacher);
    }
    let held = repository::roles_in_force(connection, account, at).await?;
    roles.extend(StaffRole::ALL.into_iter().filter(|role| held.iter().any(|code| code == role.code())).map(Role::from));
    Ok(roles)
}

/// Whether somebody has a role or a class, or will have one: it would end with the account.
///
/// # Errors
/// The database's.
pub async fn has_duties(connection: &impl ConnectionTrait, account: Uuid, now: OffsetDateTime) -> ApiResult<bool> {
    let own = Condition::all().add(Column::AccountId.eq(account));
    Ok(!repository::not_over(connection, own, now).await?.is_empty()
        || repository::homeroom::has_or_will_have_class(connection, account, now).await?)
}

/// Whether anybody acts for the bureau.
///
/// # Errors
/// The database's.
pub async fn has_officer(state: &State) -> ApiResult<bool> {
    Ok(repository::has_holder(state.database.reader(), StaffRole::BureauOfficer, None, state.now()).await?)
}

/// Makes somebody a bureau officer from the command line, or ends that; false when nobody signs in with that name.
///
/// # Errors
/// The database's.
pub async fn appoint_officer(state: &State, sign_in_name: &str, is_officer: bool) -> ApiResult<bool> {
    let (now, role) = (state.now(), StaffRole::BureauOfficer);
    let transaction = state.database.begin().await?;
    transaction.take_turns(GRANTS, [""]).await?;
    let Some(account) = account::find_named(state, &*transaction, sign_in_name).await? else { return Ok(false) };
    if !is_officer {
        let which = Condition::all().add(Column::AccountId.eq(account)).add(Column::Role.eq(role.code()));
        for row in repository::not_over(&*transaction, which, now).await? {
            repository::end(&*transaction, Condition::all().add(Column::Id.eq(row.id)), None, now).await?;
            audit::record(state, &*transaction, [event(By::OPERATOR, AuditAction::RoleEnded, &row)]).await?;
        }
    } else if !repository::has_holder(&*transaction, role, Some(account), now).await? {
        let row = staff_role::Model {
            id: state.new_id(),
            account_id: account,
            role: role.code().into(),
            school_code: None,
            starts_at: millis(now),
            ends_at: None,
            granted_by: None,
            ended_by: None,
        };
        audit::record(state, &*transaction, [event(By::OPERATOR, AuditAction::RoleGranted, &row)]).await?;
        repository::insert(&*transaction, row).await?;
    }
    transaction.commit().await?;
    Ok(true)
}

/// Whose registrar one is today.
pub(super) async fn own_schools(state: &State, registrar: &Registrar) -> ApiResult<List<OwnSchool>> {
    Ok(List { items: repository::own_schools(state.database.reader(), registrar.account, state.now()).await? })
}

pub(super) async fn list(state: &State, query: &RoleQuery) -> ApiResult<Page<GrantedRole>> {
    let (paging, now) = (Paging::new(query.page, query.page_size)?, state.now());
    let wanted = Wanted { role: query.role, school_code: query.school_code.as_deref(), over: query.over };
    let (rows, total) = repository::page(state.database.reader(), &wanted, paging, now).await?;
    let items = rows.into_iter().map(|row| view(row, now)).collect::<ApiResult<_>>()?;
    Ok(Page { items, page: query.page, page_size: query.page_size, total })
}

/// Grants a role to somebody else. Returns it, and whether it is new: the same request again finds it.
pub(super) async fn grant(state: &State, officer: &BureauOfficer, asked: GrantRole) -> ApiResult<(GrantedRole, bool)> {
    Period::of_days(asked.from, asked.until, state.now())?;
    let account = named_person(state, officer.account, &asked.person).await?;
    let school_code = asked.school_code.as_deref().map(str::trim);
    let transaction = state.database.begin().await?;
    transaction.take_turns(GRANTS, [""]).await?;
    // Not before it was this one's turn: what another granted meanwhile has begun by now.
    let now = state.now();
    let period = Period::of_days(asked.from, asked.until, now)?;
    check_officer(&*transaction, officer, account, now).await?;
    if let Some(code) = school_code
        && !repository::is_school(&*transaction, code).await?
    {
        return Err(ApiError::field("/school_code", FieldCode::NotFound));
    }
    let before = repository::find_overlapping(&*transaction, account, asked.role, school_code, &period).await?;
    let (id, is_new) = match before {
        Some(row) if period_of(&row).is_of_days(asked.from, asked.until, now) => (row.id, false),
        Some(_) => return Err(ProblemCode::WrongState.into()),
        None => (state.new_id(), true),
    };
    if is_new {
        let row = staff_role::Model {
            id,
            account_id: account,
            role: asked.role.code().into(),
            school_code: school_code.map(Into::into),
            starts_at: millis(period.starts_at),
            ends_at: period.ends_at.map(millis),
            granted_by: Some(officer.account),
            ended_by: None,
        };
        audit::record(state, &*transaction, [event(officer, AuditAction::RoleGranted, &row)]).await?;
        repository::insert(&*transaction, row).await?;
    }
    let granted = repository::find(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    transaction.commit().await?;
    Ok((view(granted, now)?, is_new))
}

/// Ends somebody else's role, from the next request on.
pub(super) async fn end(state: &State, officer: &BureauOfficer, id: Uuid) -> ApiResult<()> {
    let transaction = state.database.begin().await?;
    transaction.take_turns(GRANTS, [""]).await?;
    // Not before it was this one's turn: a role that another ended meanwhile is over by now.
    let now = state.now();
    let row = repository::find(&*transaction, id).await?.ok_or(ProblemCode::NotFound)?;
    check_officer(&*transaction, officer, row.account_id, now).await?;
    let which = Condition::all().add(Column::Id.eq(id));
    if repository::end(&*transaction, which, Some(officer.account), now).await? == 0 {
        return Err(ProblemCode::NotFound.into());
    }
    let ended = Event::new(officer, AuditAction::RoleEnded).to(AuditSubject::StaffRole, id);
    audit::record(state, &*transaction, [ended.at_school(row.school_code.as_deref())]).await?;
    Ok(transaction.commit().await?)
}

fn event(by: impl Into<By>, action: AuditAction, row: &staff_role::Model) -> Event {
    Event::new(by, action).to(AuditSubject::StaffRole, row.id).at_school(row.school_code.as_deref())
}

/// Nobody grants or ends a role of the own. Whoever acts is still an officer: so of two who dismiss each other at
/// once, one stays, and the bureau is never without.
async fn check_officer(
    connection: &impl ConnectionTrait,
    officer: &BureauOfficer,
    whose: Uuid,
    now: OffsetDateTime,
) -> ApiResult<()> {
    check_still_has(connection, StaffRole::BureauOfficer, officer.account, now).await?;
    if whose != officer.account { Ok(()) } else { Err(ProblemCode::SecondPersonNeeded.into()) }
}

/// Whoever acts has the role within the transaction too: one that ended a moment ago decides nothing.
///
/// # Errors
/// `not_allowed`; the database's.
pub async fn check_still_has(
    connection: &impl ConnectionTrait,
    role: StaffRole,
    account: Uuid,
    now: OffsetDateTime,
) -> ApiResult<()> {
    let has_it = repository::has_holder(connection, role, Some(account), now).await?;
    if has_it { Ok(()) } else { Err(ProblemCode::NotAllowed.into()) }
}

/// The account that a grant names by sign-in name or ID number. Each naming counts, also one that finds nobody.
pub(super) async fn named_person(state: &State, by: Uuid, typed: &str) -> ApiResult<Uuid> {
    let transaction = state.database.begin().await?;
    throttle::hit(state, &*transaction, NAMED, &by.to_string()).await?;
    let found = account::find_named(state, &*transaction, typed).await?;
    transaction.commit().await?;
    found.ok_or_else(|| ApiError::field("/person", FieldCode::NotFound))
}

fn period_of(row: &staff_role::Model) -> Period {
    Period { starts_at: *row.starts_at, ends_at: row.ends_at.map(|end| *end) }
}

/// Empty where the owner has had all data deleted.
pub(super) fn masked(email: &str) -> String {
    EmailAddress::parse(email).map_or_else(|_| String::new(), |email| email.masked())
}

fn view(row: RoleRow, now: OffsetDateTime) -> ApiResult<GrantedRole> {
    let period = Period { starts_at: *row.starts_at, ends_at: row.ends_at.map(|end| *end) };
    let role = StaffRole::from_code(&row.role)
        .ok_or_else(|| ApiError::internal(anyhow::anyhow!("grant {} is of an unknown role", row.id)))?;
    Ok(GrantedRole {
        id: row.id,
        account_id: row.account_id,
        name: row.name,
        email_masked: masked(&row.email),
        role,
        school_code: row.school_code,
        from: period.first_day(),
        until: period.last_day(),
        standing: period.standing(now),
    })
}

/// A registrar reaches the own schools alone: another isn't there.
///
/// # Errors
/// `not_found`
pub async fn check_own_school(
    connection: &impl ConnectionTrait,
    registrar: &Registrar,
    code: &str,
    now: OffsetDateTime,
) -> ApiResult<()> {
    if repository::is_own_school(connection, registrar.account, now, code).await? {
        Ok(())
    } else {
        Err(ProblemCode::NotFound.into())
    }
}

/// Whoever keeps rosters reaches the own schools, and an officer every school: another isn't there.
///
/// # Errors
/// `not_found`
pub async fn check_roster_school(
    connection: &impl ConnectionTrait,
    keeper: &RosterKeeper,
    code: &str,
    now: OffsetDateTime,
) -> ApiResult<()> {
    let is_officer = keeper.is_officer
        && repository::has_holder(connection, StaffRole::BureauOfficer, Some(keeper.account), now).await?;
    let is_reached = match is_officer {
        true => repository::is_school(connection, code).await?,
        false => repository::is_own_school(connection, keeper.account, now, code).await?,
    };
    if is_reached { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}
