//! Sealing a child, and what a seal looks like.

use super::{model::SealQuery, repository};
use crate::{
    database::{Transaction, millis},
    entity::protective_seal::{self, Model},
    features::{
        account,
        audit::{self, Event},
        review, roster, staff,
    },
    http::authority::ProtectionOfficer,
    paging::Paging,
    problem::{ApiError, ApiResult},
    state::State,
};
use data_encoding::HEXLOWER;
use sea_orm::ConnectionTrait;
use shared_types::{
    Page,
    audit::{AuditAction, AuditSubject},
    problem::{FieldCode, ProblemCode},
    protection::{ProtectiveSeal, SealAct, SealChild, SealState},
    staff::StaffRole,
    text,
};
use uuid::Uuid;

/// Seals a child, and in the same moment ends what the order names and halts what hasn't been carried out.
/// Returns the seal, and whether it is new: the same order once more ends what it names besides.
pub(super) async fn seal(
    state: &State,
    officer: &ProtectionOfficer,
    asked: SealChild,
) -> ApiResult<(ProtectiveSeal, bool)> {
    let order_reference = text::normalise_line(&asked.order_reference);
    let order_index = state.keys.blind_index("protection_order", &order_reference);
    let transaction = state.database.begin().await?;
    staff::check_still_has(&*transaction, StaffRole::ProtectionOfficer, officer.account, state.now()).await?;
    let student = roster::students_by_id(&*transaction, [asked.student_id]).await?.remove(&asked.student_id);
    let student = student.ok_or_else(|| ApiError::field("/student_id", FieldCode::NotFound))?;
    transaction.take_turns("protective_seals", [HEXLOWER.encode(&student.national_id_index).as_str()]).await?;
    let same_child = repository::same_child(&*transaction, &student.national_id_index).await?;
    // A decision, an account that opens and a list that binds come before, or find the child sealed.
    roster::lock_students(&*transaction, same_child.iter().copied()).await?;
    if !asked.binding_ids.is_empty() {
        // The child can be protected at once; what another has ends by a second person.
        account::check_no_party(&*transaction, officer.account, &same_child).await?;
    }
    let was_sealed = repository::is_sealed(&*transaction, student.id).await?;
    let known = repository::of_order(&*transaction, &student.national_id_index, &order_index).await?;
    let is_new = known.is_none();
    let row = known.unwrap_or_else(|| {
        let id = state.new_id();
        let note = asked.note.as_deref().map(text::normalise_line).filter(|note| !note.is_empty());
        Model {
            id,
            student_id: student.id,
            national_id_index: student.national_id_index,
            order_index,
            order_reference_sealed: state.keys.seal(protective_seal::ORDER_REFERENCE, id, order_reference.as_bytes()),
            note_sealed: note.map(|note| state.keys.seal(protective_seal::NOTE, id, note.as_bytes())),
            school_code: student.school_code,
            school_name: student.school_name,
            class_name: student.class_name,
            sealed_by: officer.account,
            sealed_at: millis(state.now()),
            lift_requested_by: None,
            lift_requested_at: None,
            lifted_by: None,
            lifted_at: None,
        }
    });
    if is_new {
        repository::insert(&*transaction, row.clone()).await?;
        audit::record(state, &*transaction, [event(officer, AuditAction::ChildSealed, &row)]).await?;
    }
    if !was_sealed {
        // Later approvals are the desk's own.
        review::halt_approvals(state, &transaction, officer.into(), &same_child).await?;
    }
    end_named(state, &transaction, officer, (row.id, &same_child), &asked.binding_ids).await?;
    let sealed = views(state, &*transaction, vec![row]).await?.pop().ok_or(ProblemCode::NotFound)?;
    transaction.commit().await?;
    Ok((sealed, is_new))
}

/// Ends the bindings that an order names, and wherever those people are signed in.
async fn end_named(
    state: &State,
    transaction: &Transaction,
    officer: &ProtectionOfficer,
    (seal, same_child): (Uuid, &[Uuid]),
    named: &[Uuid],
) -> ApiResult<()> {
    for (index, id) in named.iter().enumerate() {
        let of_child = account::binding(&**transaction, *id).await?.filter(|row| same_child.contains(&row.student_id));
        let row = of_child.ok_or_else(|| ApiError::field(format!("/binding_ids/{index}"), FieldCode::NotFound))?;
        if account::end_binding(state, transaction, officer.into(), AuditAction::BindingEnded, &row).await? {
            account::end_sessions_of(state, &**transaction, row.account_id).await?;
        }
        // Also what had ended a moment before: whom an order names, no paper of these days binds again.
        account::note_ending_seal(&**transaction, row.id, seal).await?;
    }
    Ok(())
}

pub(super) fn event(officer: &ProtectionOfficer, action: AuditAction, row: &Model) -> Event {
    Event::new(officer, action).to(AuditSubject::ProtectiveSeal, row.id).at_school(Some(&row.school_code))
}

/// Nothing is answered of which the trail doesn't say that it was read.
pub(super) async fn list(
    state: &State,
    officer: &ProtectionOfficer,
    query: &SealQuery,
) -> ApiResult<Page<ProtectiveSeal>> {
    let (paging, connection) = (Paging::new(query.page, query.page_size)?, state.database.reader());
    let (rows, total) = repository::page(connection, query.lifted, paging).await?;
    let items = views(state, connection, rows).await?;
    let transaction = state.database.begin().await?;
    audit::record(state, &*transaction, [Event::new(officer, AuditAction::SealsRead)]).await?;
    transaction.commit().await?;
    Ok(Page { items, page: query.page, page_size: query.page_size, total })
}

/// The same seals as the desk sees them: with where the child is today.
pub(super) async fn views(
    state: &State,
    connection: &impl ConnectionTrait,
    rows: Vec<Model>,
) -> ApiResult<Vec<ProtectiveSeal>> {
    let students = roster::students_by_id(connection, rows.iter().map(|row| row.student_id)).await?;
    let actors = rows.iter().flat_map(|row| [Some(row.sealed_by), row.lift_requested_by, row.lifted_by]);
    let names = account::names(connection, actors.flatten()).await?;
    let act = |account_id: Uuid, at: crate::ambient::Millis| SealAct {
        account_id,
        name: names.get(&account_id).cloned().unwrap_or_default(),
        at: *at,
    };
    let view = |row: Model| {
        let student = students.get(&row.student_id).ok_or(ProblemCode::NotFound)?;
        let open = |place, sealed: &[u8]| state.keys.open_text(place, row.id, sealed);
        let lift_requested = row.lift_requested_by.zip(row.lift_requested_at).map(|(by, at)| act(by, at));
        let lifted = row.lifted_by.zip(row.lifted_at).map(|(by, at)| act(by, at));
        Ok(ProtectiveSeal {
            id: row.id,
            state: match (&lift_requested, &lifted) {
                (_, Some(_)) => SealState::Lifted,
                (Some(_), None) => SealState::LiftRequested,
                (None, None) => SealState::InForce,
            },
            student_id: row.student_id,
            student_name: student.name.clone(),
            school_name: student.school_name.clone(),
            class_name: student.class_name.clone(),
            order_reference: open(protective_seal::ORDER_REFERENCE, &row.order_reference_sealed)?,
            note: row.note_sealed.as_deref().map(|note| open(protective_seal::NOTE, note)).transpose()?,
            sealed: act(row.sealed_by, row.sealed_at),
            lift_requested,
            lifted,
        })
    };
    rows.into_iter().map(view).collect()
}
