//! What delegations look like.

use super::{model::DelegationQuery, repository};
use crate::{
    entity::carer_delegation::{self, Model},
    features::{
        account,
        audit::{By, Event},
        roster,
        staff::Period,
    },
    paging::Paging,
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    Page,
    application::BoundStudent,
    audit::{AuditAction, AuditSubject},
    delegation::{CarerDelegation, DelegationEnding},
    problem::ProblemCode,
    staff::Standing,
};
use time::Date;

pub(super) fn event(by: impl Into<By>, action: AuditAction, row: &Model) -> Event {
    Event::new(by, action).to(AuditSubject::CarerDelegation, row.id)
}

pub(super) fn period_of(row: &Model) -> Period {
    Period { starts_at: *row.starts_at, ends_at: Some(*row.ends_at) }
}

pub(super) async fn list(state: &State, query: &DelegationQuery) -> ApiResult<Page<CarerDelegation>> {
    let (paging, connection) = (Paging::new(query.page, query.page_size)?, state.database.reader());
    let (rows, total) = repository::page(connection, query.standing, paging, state.now()).await?;
    let items = views(state, connection, rows).await?;
    Ok(Page { items, page: query.page, page_size: query.page_size, total })
}

pub(super) async fn view(state: &State, connection: &impl ConnectionTrait, row: Model) -> ApiResult<CarerDelegation> {
    Ok(views(state, connection, vec![row]).await?.pop().ok_or(ProblemCode::NotFound)?)
}

/// With where the child is today: also a protected one's, because whoever records a delegation has named that school.
async fn views(state: &State, connection: &impl ConnectionTrait, rows: Vec<Model>) -> ApiResult<Vec<CarerDelegation>> {
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.student_id)).await?;
    let carers = account::people(state, connection, rows.iter().map(|row| row.account_id)).await?;
    let officers = rows.iter().flat_map(|row| [Some(row.recorded_by), row.ended_by]);
    let officers = account::names(connection, officers.flatten()).await?;
    let view = |row: Model| {
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        let carer = carers.get(&row.account_id);
        let open = |place, sealed: &[u8]| state.keys.open_text(place, row.id, sealed);
        let opened = |place, sealed: &Option<Vec<u8>>| sealed.as_deref().map(|sealed| open(place, sealed)).transpose();
        let officer = |id| officers.get(&id).cloned().unwrap_or_default();
        let period = period_of(&row);
        let ended_early = row.ended_at.filter(|at| **at < *row.ends_at);
        Ok(CarerDelegation {
            id: row.id,
            standing: if row.ended_at.is_some() { Standing::Over } else { period.standing(state.now()) },
            child: BoundStudent {
                name: student.name.clone(),
                school_name: student.school_name.clone(),
                class_name: student.class_name.clone(),
            },
            carer_name: carer.map(|(person, _)| person.name.clone()).unwrap_or_default(),
            carer_national_id_masked: carer.map(|(_, number)| number.masked()).unwrap_or_default(),
            document_reference: open(carer_delegation::DOCUMENT_REFERENCE, &row.document_reference_sealed)?,
            note: opened(carer_delegation::NOTE, &row.note_sealed)?,
            from: period.first_day(),
            until: period.last_day().unwrap_or(Date::MAX),
            recorded_by: officer(row.recorded_by),
            recorded_at: *row.recorded_at,
            ending: match ended_early {
                Some(ended_at) => Some(DelegationEnding {
                    ended_at: *ended_at,
                    ended_by: row.ended_by.map(officer),
                    reason: opened(carer_delegation::END_REASON, &row.end_reason_sealed)?,
                }),
                None => None,
            },
        })
    };
    rows.into_iter().map(view).collect()
}
