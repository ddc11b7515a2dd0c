//! Homeroom teachers and substitutes (代理導師): what a school's registrar grants and ends.

use super::{
    model::{HomeroomQuery, Paging, Period},
    repository::homeroom::{self as rows, AssignmentRow},
    roles::{GRANTS, check_own_school, masked, named_person},
};
use crate::{
    database::{Transaction, millis},
    entity::homeroom_assignment::{self, Column},
    features::audit::{self, By, Event},
    http::authority::Registrar,
    problem::{ApiError, ApiResult},
    state::State,
};
use sea_orm::{ColumnTrait, Condition, sea_query::IntoCondition};
use shared_types::{
    Page,
    audit::{AuditAction, AuditSubject},
    problem::{FieldCode, ProblemCode},
    staff::{AssignHomeroom, HomeroomAssignment},
};
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

pub(super) async fn list(
    state: &State,
    registrar: &Registrar,
    school_code: &str,
    query: &HomeroomQuery,
) -> ApiResult<Page<HomeroomAssignment>> {
    let (paging, connection, now) = (Paging::new(query.page, query.page_size)?, state.database.reader(), state.now());
    check_own_school(connection, registrar, school_code, now).await?;
    let (found, total) = rows::page(connection, school_code, query.class_id, query.over, paging, now).await?;
    let items = found.into_iter().map(|row| view(row, now)).collect();
    Ok(Page { items, page: query.page, page_size: query.page_size, total })
}

/// Gives a class to somebody else. Returns that, and whether it is new: the same request again finds it.
pub(super) async fn assign(
    state: &State,
    registrar: &Registrar,
    school_code: &str,
    asked: AssignHomeroom,
) -> ApiResult<(HomeroomAssignment, bool)> {
    check_own_school(state.database.reader(), registrar, school_code, state.now()).await?;
    Period::of_days(asked.from, asked.until, state.now())?;
    let account = named_person(state, registrar.account, &asked.person).await?;
    if account == registrar.account {
        return Err(ProblemCode::SecondPersonNeeded.into());
    }
    let transaction = state.database.begin().await?;
    transaction.take_turns(GRANTS, [""]).await?;
    // Not before it was this one's turn: what another granted meanwhile has begun by now.
    let now = state.now();
    let period = Period::of_days(asked.from, asked.until, now)?;
    check_own_school(&*transaction, registrar, school_code, now).await?;
    if rows::find_class(&*transaction, school_code, asked.class_id, now).await?.is_none() {
        return Err(ApiError::field("/class_id", FieldCode::NotFound));
    }
    let before = rows::find_overlapping(&*transaction, account, asked.class_id, &period).await?;
    let is_same = |row: &homeroom_assignment::Model| {
        let period = Period { starts_at: *row.starts_at, ends_at: row.ends_at.map(|end| *end) };
        row.is_substitute == asked.is_substitute && period.is_of_days(asked.from, asked.until, now)
    };
    let (id, is_new) = match before {
        Some(row) if is_same(&row) => (row.id, false),
        Some(_) => return Err(ProblemCode::WrongState.into()),
        None => (state.new_id(), true),
    };
    if is_new {
        let row = homeroom_assignment::Model {
            id,
            account_id: account,
            class_id: asked.class_id,
            is_substitute: asked.is_substitute,
            starts_at: millis(period.starts_at),
            ends_at: period.ends_at.map(millis),
            granted_by: Some(registrar.account),
            ended_by: None,
        };
        rows::insert(&*transaction, row).await?;
        let given = Event::new(registrar, AuditAction::HomeroomAssigned).to(AuditSubject::HomeroomAssignment, id);
        audit::record(state, &*transaction, [given.at_school(Some(school_code))]).await?;
    }
    let assigned = rows::find(&*transaction, school_code, id, now).await?.ok_or(ProblemCode::NotFound)?;
    transaction.commit().await?;
    Ok((view(assigned, now), is_new))
}

/// Takes a class from somebody, from the next request on.
pub(super) async fn end(state: &State, registrar: &Registrar, school_code: &str, id: Uuid) -> ApiResult<()> {
    let now = state.now();
    let transaction = state.database.begin().await?;
    check_own_school(&*transaction, registrar, school_code, now).await?;
    rows::find(&*transaction, school_code, id, now).await?.ok_or(ProblemCode::NotFound)?;
    let which = Condition::all().add(Column::Id.eq(id));
    if rows::end(&*transaction, which, Some(registrar.account), now).await? == 0 {
        return Err(ProblemCode::NotFound.into());
    }
    let ended = Event::new(registrar, AuditAction::HomeroomEnded).to(AuditSubject::HomeroomAssignment, id);
    audit::record(state, &*transaction, [ended.at_school(Some(school_code))]).await?;
    Ok(transaction.commit().await?)
}

fn view(row: AssignmentRow, now: OffsetDateTime) -> HomeroomAssignment {
    let period = Period { starts_at: *row.starts_at, ends_at: row.ends_at.map(|end| *end) };
    HomeroomAssignment {
        id: row.id,
        account_id: row.account_id,
        name: row.name,
        email_masked: masked(&row.email),
        class_id: row.class_id,
        class_name: row.class_name,
        is_substitute: row.is_substitute,
        from: period.first_day(),
        until: period.last_day(),
        standing: period.standing(now),
    }
}

/// A teacher whom a school's list names, with the class.
pub struct Named<'a> {
    pub account: Uuid,
    pub class: Uuid,
    pub school_code: &'a str,
}

/// Gives classes to whom the operator's list names, and takes them from teachers whom it doesn't name with them.
/// Substitutes keep their days; nothing changes for somebody who has the class already.
///
/// # Errors
/// The database's.
pub async fn follow_list(state: &State, transaction: &Transaction, list: &[Named<'_>]) -> ApiResult<()> {
    let (now, mut events) = (state.now(), Vec::new());
    let mut note = |action, id, school_code| {
        let event = Event::new(By::OPERATOR, action).to(AuditSubject::HomeroomAssignment, id);
        events.push(event.at_school(Some(school_code)));
    };
    let schools: HashMap<Uuid, &str> = list.iter().map(|named| (named.class, named.school_code)).collect();
    let there = rows::teachers_of(&**transaction, schools.keys().copied(), now).await?;
    let stays = |row: &&homeroom_assignment::Model| row.ends_at.is_none() && *row.starts_at <= now;
    let mut have: HashSet<_> = there.iter().filter(stays).map(|row| (row.account_id, row.class_id)).collect();
    for named in list {
        if !have.insert((named.account, named.class)) {
            continue;
        }
        let id = state.new_id();
        let row = homeroom_assignment::Model {
            id,
            account_id: named.account,
            class_id: named.class,
            is_substitute: false,
            starts_at: millis(now),
            ends_at: None,
            granted_by: None,
            ended_by: None,
        };
        rows::insert(&**transaction, row).await?;
        note(AuditAction::HomeroomAssigned, id, named.school_code);
    }
    let named: HashSet<_> = list.iter().map(|named| (named.account, named.class)).collect();
    let relieved = there.iter().filter(|row| !named.contains(&(row.account_id, row.class_id)));
    let relieved: Vec<(Uuid, &str)> = relieved.map(|row| (row.id, schools[&row.class_id])).collect();
    let ids = relieved.iter().map(|(id, _)| *id);
    rows::end(&**transaction, Column::Id.is_in(ids).into_condition(), None, now).await?;
    for (id, school_code) in relieved {
        note(AuditAction::HomeroomEnded, id, school_code);
    }
    audit::record(state, &**transaction, events).await
}
