//! The protection desk: applications for sealed children, which no teacher sees.

use super::{repository, service, undo};
use crate::{
    features::{
        audit::{self, Event},
        roster,
    },
    http::authority::{ProtectionOfficer, Reviewer},
    paging::Paging,
    problem::ApiResult,
    state::State,
};
use shared_types::{
    Page, audit::AuditAction, problem::ProblemCode, protection::ProtectionApplication, review::ReviewState,
};

/// A page of what was sent for sealed children, the oldest first. Nothing is answered of which the trail doesn't say that
/// it was read.
///
/// # Errors
/// The database's.
pub async fn desk(
    state: &State,
    officer: &ProtectionOfficer,
    tab: ReviewState,
    paging: Paging,
) -> ApiResult<Page<ProtectionApplication>> {
    let (at, connection) = (state.now(), state.database.reader());
    let reader = Reviewer { account: officer.account, at, is_registrar: false, is_protection_officer: true };
    let (rows, total) = repository::sealed::of_sealed(connection, tab, paging).await?;
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.student_id)).await?;
    let undos = undo::undoable(state, connection, &reader, &rows).await?;
    let shown = service::with_undos(state, &reader, &rows, &undos).await?;
    let view = |(row, application): (&crate::entity::binding_application::Model, _)| {
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        Ok(ProtectionApplication {
            student_id: student.id,
            school_name: student.school_name.clone(),
            class_name: student.class_name.clone(),
            is_held: row.held_at.is_some(),
            application,
        })
    };
    let items = rows.iter().zip(shown).map(view).collect::<ApiResult<_>>()?;
    let transaction = state.database.begin().await?;
    audit::record(state, &*transaction, [Event::new(officer, AuditAction::ProtectionDeskRead)]).await?;
    transaction.commit().await?;
    Ok(Page { items, page: paging.page, page_size: paging.page_size, total })
}
