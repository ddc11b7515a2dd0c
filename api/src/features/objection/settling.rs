//! What the school's registrar makes of an objection; about a protected child, the protection desk.

use super::{
    model::{ObjectionQuery, settled},
    objections::{go_on, state_of},
    repository::{self, Reach},
};
use crate::{
    database::{Transaction, millis},
    entity::{
        binding_application as application,
        binding_objection::{self, Model},
    },
    features::{
        account,
        audit::{self, By, Event},
        binding, protection, review, roster, staff,
    },
    http::authority::{ProtectionOfficer, Registrar, Settler},
    jobs::{self, Job, SendObjectionSettled},
    paging::Paging,
    problem::ApiResult,
    state::State,
};
use sea_orm::ConnectionTrait;
use shared_types::{
    Page,
    account::Role,
    application::ApplicationStatus,
    audit::{AuditAction, AuditSubject},
    objection::{BindingObjection, ObjectionOutcome, ObjectionState, SettleObjection, Settlement},
    person_name,
    problem::ProblemCode,
    staff::StaffRole,
    text,
};
use uuid::Uuid;

pub(super) async fn list(
    state: &State,
    registrar: &Registrar,
    school_code: &str,
    query: &ObjectionQuery,
) -> ApiResult<Page<BindingObjection>> {
    let (paging, connection) = (Paging::new(query.page, query.page_size)?, state.database.reader());
    staff::check_own_school(connection, registrar, school_code, state.now()).await?;
    let own_id = account::national_id_index(connection, registrar.account).await?;
    let reach = Reach::School(school_code);
    let (rows, total) = repository::page(connection, reach, &own_id, query.state, paging).await?;
    let items = views(state, connection, registrar.account, rows).await?;
    Ok(Page { items, page: query.page, page_size: query.page_size, total })
}

/// Those about protected children, of the whole city. Nothing is answered of which the trail doesn't say that it was read.
pub(super) async fn list_sealed(
    state: &State,
    officer: &ProtectionOfficer,
    query: &ObjectionQuery,
) -> ApiResult<Page<BindingObjection>> {
    let (paging, connection) = (Paging::new(query.page, query.page_size)?, state.database.reader());
    let own_id = account::national_id_index(connection, officer.account).await?;
    let (rows, total) = repository::page(connection, Reach::Sealed, &own_id, query.state, paging).await?;
    let items = views(state, connection, officer.account, rows).await?;
    let transaction = state.database.begin().await?;
    audit::record(state, &*transaction, [Event::new(officer, AuditAction::ProtectionDeskRead)]).await?;
    transaction.commit().await?;
    Ok(Page { items, page: query.page, page_size: query.page_size, total })
}

/// Settles an objection. The same outcome again is found.
pub(super) async fn settle(
    state: &State,
    settler: &Settler,
    id: Uuid,
    asked: SettleObjection,
) -> ApiResult<BindingObjection> {
    let transaction = state.database.begin().await?;
    let found = async || repository::find(&*transaction, id).await?.ok_or(ProblemCode::NotFound.into());
    let row: ApiResult<Model> = found().await;
    let student = find_application(&*transaction, row?.application_id).await?.student_id;
    roster::lock_students(&*transaction, [student]).await?;
    // As whoever held the child before has left them.
    let row: ApiResult<Model> = found().await;
    let row = row?;
    let application = find_application(&*transaction, row.application_id).await?;
    let students = roster::students_by_id(&*transaction, [student]).await?;
    let school_code = &students.get(&student).ok_or(ProblemCode::NotFound)?.school_code;
    let is_sealed = protection::is_sealed(&*transaction, student).await?;
    let role = acting_role(state, &*transaction, settler, is_sealed, school_code).await?;
    // Between guardians judges whoever is none of them, neither the applicant nor who objected.
    account::check_no_party(&*transaction, settler.account, &[student]).await?;
    let row = match state_of(&row)? {
        ObjectionState::Open => {
            let by = (By::account(settler.account).acting_as(role), settler.account);
            settle_open(state, &transaction, by, row, &application, asked).await?
        }
        before if before == settled(asked.outcome) => row,
        _ => return Err(ProblemCode::WrongState.into()),
    };
    let application = find_application(&*transaction, application.id).await?;
    let settled = vec![(row, application)];
    let view = views(state, &*transaction, settler.account, settled).await?.pop().ok_or(ProblemCode::NotFound)?;
    transaction.commit().await?;
    state.outbox_bell.notify_one();
    Ok(view)
}

/// As what somebody settles: about a protected child as its officer, or else as the registrar of its school.
async fn acting_role(
    state: &State,
    connection: &impl ConnectionTrait,
    settler: &Settler,
    is_sealed: bool,
    school_code: &str,
) -> ApiResult<Role> {
    let now = state.now();
    if is_sealed && settler.is_protection_officer {
        staff::check_still_has(connection, StaffRole::ProtectionOfficer, settler.account, now).await?;
        return Ok(Role::ProtectionOfficer);
    }
    if is_sealed || !settler.is_registrar {
        return Err(ProblemCode::NotFound.into());
    }
    staff::check_own_school(connection, &Registrar { account: settler.account }, school_code, now).await?;
    Ok(Role::Registrar)
}

async fn find_application(connection: &impl ConnectionTrait, id: Uuid) -> ApiResult<application::Model> {
    Ok(binding::find_application(connection, id).await?.ok_or(ProblemCode::NotFound)?)
}

async fn settle_open(
    state: &State,
    transaction: &Transaction,
    by: (By, Uuid),
    row: Model,
    application: &application::Model,
    asked: SettleObjection,
) -> ApiResult<Model> {
    match asked.outcome {
        ObjectionOutcome::Upheld => uphold(state, transaction, by, application).await?,
        ObjectionOutcome::Dismissed => go_on(state, transaction, application.id).await?,
    }
    let note = asked.note.as_deref().map(text::normalise_line).filter(|note| !note.is_empty());
    let settled = Model {
        state: settled(asked.outcome).code().into(),
        settled_by: Some(by.1),
        note_sealed: note.map(|note| state.keys.seal(binding_objection::NOTE, row.id, note.as_bytes())),
        settled_at: Some(millis(state.now())),
        ..row
    };
    repository::overwrite(&**transaction, settled.clone()).await?;
    let action = match asked.outcome {
        ObjectionOutcome::Dismissed => AuditAction::ObjectionDismissed,
        ObjectionOutcome::Upheld => AuditAction::ObjectionUpheld,
    };
    let event = Event::new(by.0, action).to(AuditSubject::Application, application.id);
    audit::record(state, &**transaction, [event]).await?;
    tell_objector(state, transaction, application, &settled).await?;
    Ok(settled)
}

/// What has opened no account goes back to its applicant, who is told and may bring papers; what has ends. Neither says
/// that somebody objected.
async fn uphold(state: &State, transaction: &Transaction, by: (By, Uuid), row: &application::Model) -> ApiResult<()> {
    match binding::status_of(row)? {
        ApplicationStatus::InReview => review::return_for_papers(state, transaction, by, row.clone()).await,
        ApplicationStatus::Approved => match account::binding_of_application(&**transaction, row.id).await? {
            Some(bound) => account::revoke(state, transaction, by.0, by.1, &bound, None).await.map(drop),
            None => review::return_for_papers(state, transaction, by, row.clone()).await,
        },
        // In seconds it is the teacher's.
        ApplicationStatus::RegistryChecking => Err(ProblemCode::WrongState.into()),
        ApplicationStatus::Returned | ApplicationStatus::Cancelled | ApplicationStatus::Ended => Ok(()),
    }
}

async fn tell_objector(
    state: &State,
    transaction: &Transaction,
    application: &application::Model,
    row: &Model,
) -> ApiResult<()> {
    let Some(own) = account::guardians_binding(&**transaction, application.student_id, row.raised_by).await? else {
        return Ok(());
    };
    let students = roster::students_by_id(&**transaction, [application.student_id]).await?;
    let student = students.get(&application.student_id).ok_or(ProblemCode::NotFound)?;
    let job = SendObjectionSettled {
        account: row.raised_by,
        student: application.student_id,
        student_masked: person_name::masked(&student.name),
        is_upheld: row.state == ObjectionState::Upheld.code(),
        language: account::language_of(&**transaction, &own).await?,
    };
    Ok(jobs::enqueue(state, &**transaction, &Job::SendObjectionSettled(job)).await?)
}

/// As that account may read them.
async fn views(
    state: &State,
    connection: &impl ConnectionTrait,
    reader: Uuid,
    rows: Vec<(Model, application::Model)>,
) -> ApiResult<Vec<BindingObjection>> {
    let students = roster::students_by_id(connection, rows.iter().map(|(_, row)| row.student_id)).await?;
    let people = rows.iter().flat_map(|(row, _)| [Some(row.raised_by), row.settled_by]);
    let names = account::names(connection, people.flatten()).await?;
    let name_of = |account: Uuid| names.get(&account).cloned().unwrap_or_default();
    let children: Vec<Uuid> = rows.iter().map(|(_, application)| application.student_id).collect();
    let own = account::own_children(connection, reader, &children).await?;
    let view = |(row, application): (Model, application::Model)| {
        let student = students.get(&application.student_id).ok_or(ProblemCode::NotFound)?;
        let open = |place, sealed: &[u8]| state.keys.open_text(place, row.id, sealed);
        let is_own = own.contains(&application.student_id);
        // Neither side reads what the other said, or what the school noted.
        let note = row.note_sealed.as_deref().filter(|_| !is_own);
        let note = note.map(|note| open(binding_objection::NOTE, note)).transpose()?;
        let settlement = row.settled_by.zip(row.settled_at).map(|(by, at)| Settlement {
            registrar_name: name_of(by),
            note,
            settled_at: *at,
        });
        Ok(BindingObjection {
            id: row.id,
            state: state_of(&row)?,
            student_name: student.name.clone(),
            class_name: student.class_name.clone(),
            application_id: application.id,
            application_status: binding::status_of(&application)?,
            relationship: binding::relationship_of(&application.relationship)?,
            applicant_name: application.name,
            is_own,
            objector_name: if is_own { String::new() } else { name_of(row.raised_by) },
            reason: if is_own { String::new() } else { open(binding_objection::REASON, &row.reason_sealed)? },
            raised_at: *row.raised_at,
            settlement,
        })
    };
    rows.into_iter().map(view).collect()
}
